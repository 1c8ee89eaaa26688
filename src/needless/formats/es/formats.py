"""Spanish dates: each format that pages and plan use, and how it is written there. Django asks for it by its name."""

ASKED = (
    "j F Y", "j F", "j F, H:i", "j F Y, H:i", "l, j F", "l, j F Y", "l, j F, H:i", "l, j F Y, H:i",
    "l j F", "l j F Y", "l j F, H:i", "F Y",
)  # fmt: skip
globals().update({asked: asked.replace("j F", r"j \d\e F").replace("F Y", r"F \d\e Y") for asked in ASKED})
