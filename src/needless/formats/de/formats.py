"""German dates: each format that pages and plan use, and how it is written there. Django asks for it by its name."""

ASKED = (
    "j F Y", "j F", "j M Y", "j M", "j F, H:i", "j F Y, H:i", "l, j F", "l, j F Y", "l, j F, H:i", "l, j F Y, H:i",
    "l j F", "l j F Y", "l j F, H:i",
)  # fmt: skip
globals().update({asked: asked.replace("l j", "l, j").replace("j ", "j. ") for asked in ASKED})
