"""The newsroom's own pages: Markdown (CommonMark, and tables) as HTML.

HTML in it is shown as text, and links with a scheme that runs something are none: a page may look wrong, never break.
"""

from functools import cache

from django.utils.safestring import SafeString, mark_safe


@cache
def render_markdown(text: str) -> SafeString:
    # Late, because it takes 6 MB of a worker's memory for four pages.
    from markdown_it import MarkdownIt

    renderer = MarkdownIt("commonmark", {"html": False}).enable("table").disable("image")
    return mark_safe(renderer.render(text))  # noqa: S308 - HTML in the text is escaped
