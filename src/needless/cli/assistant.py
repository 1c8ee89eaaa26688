"""`needless mcp`: an assistant finds people, reads ties, sees the plan, logs (M1, M16)."""

from __future__ import annotations

import click


@click.command("mcp")
@click.option("--http", is_flag=True, help="Over HTTP with a token, instead of standard input and output.")
@click.option("--host", default="127.0.0.1", show_default=True, help="With --http: where to listen.")
@click.option("--port", type=click.IntRange(1, 65535), default=8010, show_default=True, help="With --http.")
@click.pass_context
def mcp(ctx: click.Context, http: bool, host: str, port: int) -> None:
    """Serve an assistant over the Model Context Protocol; needs the extra needless[mcp]."""
    from importlib.util import find_spec

    from needless.cli.root import acting_owner, stop

    if find_spec("mcp") is None:
        stop('The assistant\'s protocol is not installed: pip install "needless[mcp]"', 2)
    owner = acting_owner(ctx)
    from needless.mcp.server import http_server, stdio_server

    if http:
        click.echo(f"Assistants: http://{host}:{port}/mcp, with a token from Settings.", err=True)
        http_server(f"http://{host}:{port}").run(
            "streamable-http", host=host, port=port, stateless_http=True, json_response=True
        )
    else:
        stdio_server(owner).run("stdio")


commands = (mcp,)
