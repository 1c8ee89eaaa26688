"""`needless feeds`, `fetch` and `share`: something in hand, from the command line (M13)."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

as_json = click.option("--json", "is_json", is_flag=True, help="Print JSON.")


@click.group("feeds", invoke_without_command=True)
@as_json
@click.pass_context
def feeds(ctx: click.Context, is_json: bool) -> None:
    """The feeds that you read; without a command: list them."""
    if ctx.invoked_subcommand:
        return
    from needless.cli.root import acting_owner, print_json
    from needless.news.feeds import subscriptions_of
    from needless.news.shapes import feed_shape

    rows = subscriptions_of(acting_owner(ctx))
    if is_json:
        print_json([feed_shape(row) for row in rows])
        return
    for row in rows:
        click.echo(f"{row.pk:5}  {row.feed.title or '–'}  {row.feed.url}  {row.feed.problem}".rstrip())


@feeds.command("add")
@click.argument("url")
@as_json
@click.pass_context
def add(ctx: click.Context, url: str, is_json: bool) -> None:
    """Read the feed at URL, or the one that the site there points to; a FILE of feeds (OPML) adds all of them."""
    from django.utils import timezone

    from needless.cli.root import acting_owner, print_json, stop
    from needless.fetching import FetchRefused
    from needless.news.feeds import follow, follow_list

    owner, now = acting_owner(ctx), timezone.now()
    try:
        if Path(url).is_file():
            new, _all = follow_list(owner, Path(url).read_bytes(), now)
            print_json({"added": new}) if is_json else click.echo(f"{new} new feeds.", err=True)
            return
        row = follow(owner, url, now)
    except FetchRefused as refused:
        stop(str(refused))
    told = {"id": row.pk, "url": row.feed.url, "title": row.feed.title}
    print_json(told) if is_json else click.echo(f"Reading {row.feed.title or row.feed.url}.", err=True)


@feeds.command("remove")
@click.argument("feed", type=click.IntRange(min=1), metavar="ID")
@as_json
@click.pass_context
def remove(ctx: click.Context, feed: int, is_json: bool) -> None:
    """Read it no longer."""
    from needless.cli.root import acting_owner, say_done, stop
    from needless.news.feeds import unfollow
    from needless.news.models import Subscription

    try:
        say_done(unfollow(acting_owner(ctx), feed), is_json)
    except Subscription.DoesNotExist:
        stop(f"There is no feed {feed}.")


@click.command("fetch")
@as_json
@click.pass_context
def fetch(ctx: click.Context, is_json: bool) -> None:
    """Read all your feeds now, and see whom the news are for."""
    from django.utils import timezone

    from needless.cli.root import acting_owner, print_json
    from needless.news.feeds import refresh_now
    from needless.news.offers import match_news

    owner = acting_owner(ctx)
    told = {"feeds_with_news": refresh_now(owner), "stories_in_hand": match_news(owner, timezone.now())}
    if is_json:
        print_json(told)
    else:
        said = f"{told['feeds_with_news']} feeds brought something new; {told['stories_in_hand']} times it is for somebody."
        click.echo(said, err=True)


@click.command("share")
@click.argument("link", metavar="URL|FILE")
@as_json
@click.pass_context
def share(ctx: click.Context, link: str, is_json: bool) -> None:
    """Who would like this link, or the text of this file? At most five, each with the reason."""
    from django.utils import timezone

    from needless.cli.root import acting_owner, print_json, stop
    from needless.fetching import FetchRefused
    from needless.news.offers import keep_story, look_for_readers, share_link
    from needless.news.reading import read_page
    from needless.news.shapes import story_shape

    owner, now = acting_owner(ctx), timezone.now()
    if link.startswith(("/", "./", "../", "~")) and not Path(link).is_file():
        stop(f"There is no such file: {link}.")
    try:
        if Path(link).is_file():
            page = read_page(Path(link).read_bytes())
            if not (page.title or page.text):
                stop(f"{link} holds no text that can be read: expected a web page or plain text.")
            story = keep_story(owner, page, "", now)
        else:
            story = share_link(owner, link, now)
    except (FetchRefused, OSError) as problem:
        stop(str(problem))
    told = story_shape(story, look_for_readers(owner, story))
    print_json(told) if is_json else _print_story(told)


def _print_story(told: dict[str, Any]) -> None:
    click.echo(told["title"])
    for each in told["for"]:
        click.echo(f"  {each['contact']['name']}: {each['reason']}")
    if not told["for"]:
        click.echo("  Nobody: nothing is surer than rubbish.", err=True)


commands = (feeds, fetch, share)
