"""What a line of boilerplate says, in English, whatever article it stands in: patterns only, no counting.

Each pattern is of a whole line and has its reason; a line is tried against those of its first word, so that most lines
cost one look-up.
"""

from __future__ import annotations

import re

ADVERTISEMENT, CREDIT, COPYRIGHT, PROMPT, READ_MORE = "advertisement", "credit", "copyright", "prompt", "read more"

_AGENCY = (
    r"(?:(?:AFP|AP|EPA|Pool|Anadolu(?: Agency)?|Bloomberg|NurPhoto|TASS|Sputnik|LightRocket|WireImage)(?: Photo)?"
    r" (?:via|/) )?"
    r"(?:Getty ?Images|AFP|AP(?: Photo| Images)?|Reuters|REUTERS|EPA(?:-EFE)?|EFE|Shutterstock|Alamy|iStock|TASS"
    r"|Sputnik|Xinhua|Yonhap|KCNA|Anadolu(?: Agency)?|Bloomberg|NurPhoto|SIPA|Sipa USA|ZUMA(?: Press)?|DPA|dpa"
    r"|PA(?: Wire)?|Unsplash|Pexels|Pixabay|Wikimedia Commons|Contribut(?:eur|or)|Stringer|Staff|Pool|Handout)"
)
_NAME = r"[A-Z\u00c0-\u00de][\w.'’-]*"
_BY = rf"{_NAME}(?: {_NAME})"

_CREDIT_AT_END = re.compile(
    rf"(?:(?:(?<=[.!?)\]”’\"'] )|^){_BY}{{0,3}}|\b{_BY}{{0,1}})\s?/\s?{_AGENCY}\.?$"
    r"|\((?:(?:Photo|Image|Picture|Photograph)(?: by|:)|AP Photo/|AFP/|Reuters/|REUTERS/|EPA/)[^()]{2,80}\)\.?$"
)
_IMAGE_ID = re.compile(r"gettyimages-\d{5,}", re.IGNORECASE)
_RIGHTS_AT_END = re.compile(r"(?:©|\(c\)|\bcopyright\b)[^©]{0,200}?\brights reserved\b.{0,200}$", re.IGNORECASE)
_TAIL, _CREDIT = 400, 120
"""How far from a line's end a copyright line and a credit can begin."""

_PATTERNS = {
    ADVERTISEMENT: r"""
        more under this ad(vert(isement)?)?
        (-+ ?)?(advertisements?|advertising|anzeige|publicité)( ?[-–—:] ?.{0,40})?( ?-+)?
        ads? by \w+
        sponsored( content| by .{1,40}| links?)?
        paid (content|post|partnership)( .{1,40})?
        promoted (content|stories|links)
        (this )?(story|article|content|post) continues (below|after)( this)?( ad(vert(isement)?)?)?
        continue reading( below| the main story)?
        scroll( down)? (for more|to (continue|keep reading).{0,40})
        remove ads?
        skip (ad(vert(isement)?)?|to (the )?(main )?content|past newsletter promotion)
        after newsletter promotion""",
    CREDIT: r"""
        thumbnail
        ©(?!.*\brights reserved\b) ?(?!\d{4}).{2,100}
        (photo(graph)?|image|picture|illustration|video)s?( credits?| source| courtesy)?( by| of)? ?: ?[^.!?]{2,90}\.?
        (photo|image|picture) credits? .{2,80}
        (photo|image|picture|photograph|illustration) (by|courtesy of) [^.!?,]{2,80}\.?
        (image|media|video) caption
        (view|see) (image|photo)s? in (gallery|full screen|fullscreen)
        (view|open) (image )?in full ?screen
        getty ?images""",
    COPYRIGHT: r"""
        (©|\(c\)|copyright)( ?(©|\(c\)|copyright))? ?\d{4}.{0,250}
        (©|\(c\)|copyright\b).{0,250}\brights reserved\b.{0,250}
        all rights reserved\b.{0,250}
        do not (reproduce|copy|redistribute) without .{1,60}
        this material may not be (published|reproduced).{0,200}""",
    PROMPT: r"""
        (discover|listen to|hear|download|try|get|check out) our (\w+ ){0,2}(podcasts?|newsletters?|app)\b.{0,60}
        (discover|watch|see) our (latest|new) (videos?|stories|magazine)\b.{0,40}
        (sign up|subscribe|register)( (now|here|today|free|for free))*[.!:]?
        (sign up|subscribe|register)( \w+)? (to|for)\b.{0,80}\b(newsletters?|e-?mails?|alerts?|updates?)\b.{0,80}
        (sign up|subscribe|register)( \w+)? (to|for) (our|the)\b.{0,80}\b(channel|feed|app|podcast|briefing)\b.{0,80}
        (get|have|receive)\b.{1,100}\b(to|in) your inbox\b.{0,60}
        (newsletter|e-?mail address|enter your e-?mail.{0,60})
        (already )?(a |have an? )?(subscriber|member|account)\? (log|sign) in.{0,40}
        (log|sign) in( (to|or) .{1,60})?
        (join|support) our (community|channel|mailing list|journalism)( .{0,60})?
        (become|support us as) an? (member|subscriber|supporter)( today| now)?[.!]?
        share( (this|on|via|with|article|story)\b.{0,60})?
        (tweet|retweet|e-?mail|print|save|bookmark|copy) (this( article| story| page)?|link|article)
        (tweet|copied|print)
        (follow|like|find|join|contact|visit) us( (on|at|via|here|today|now)\b.{0,60})?[.!]?
        follow [\w .]{2,40} on (twitter|x|facebook|instagram|telegram|google news|linkedin|tiktok|whatsapp).{0,60}
        (leave|post|write|add|view|show|hide|read)( a| all| the| your)? (comments?|replies|reply)( \(\d+\))?[.!]?
        join the (conversation|discussion)[.!]?
        (be the first to|log in to|sign in to) comment.{0,30}
        [\d.,]+[km]? (comments?|shares?|views?|likes?|reactions?|retweets?)
        (no |all )?comments?( \([\d.,]+\)|: ?[\d.,]+)?
        (comments|commenting) (are|is|have been) (now )?(closed|off|disabled)\.?
        \d+ min(ute)?s?( to)? read
        (reading|listening) time:? \d+ min(ute)?s?
        (we|this (site|website|page)|our (site|website)) uses? cookies\b.{0,250}
        (accept|allow|reject|manage|decline)( all| our)? cookies?( settings| preferences)?
        (cookie|privacy) (policy|settings|preferences|notice)
        by (clicking|continuing|using|signing up|subscribing)\b.{0,200}\b(cookies|privacy|terms|agree|policy)\b.{0,100}
        (click|tap) here (to|for)\b.{0,100}
        (terms (of|and) (use|service|conditions)|privacy policy)( .{0,60})?
        (back to top|load more|show more|view more|see more|loading)(\.\.\.|…)?""",
    READ_MORE: r"""
        (read (more|also|next|this)|see also|also read|more on this|watch( now)?|listen( now)?)( ?[:|»>] ?| [–-] )\S.+
        (related( (articles?|stor(y|ies)|news))?|recommended|don['’]t miss|further reading)( ?[:|»>] ?| [–-] )\S.+""",
}
_LIST_HEADINGS = r"""
    read (more|also|next|this( too| next)?)( (on|about|from) .{1,60})?
    see also
    also read
    also (on|in) [^:]{1,40}(?=:)
    related( (articles?|stor(y|ies)|news|topics?|content|posts?|coverage|links?|reading|videos?))?
    more (stories|news|articles|like this|on this( story| topic)?|from .{1,40})
    most (read|popular|viewed|shared)
    recommended( (for you|stories|reading|articles))?
    you (may|might)( also)? (like|enjoy|be interested in)
    don['’]t miss
    trending( now)?
    top stories
    latest (news|stories)
    further reading
    editors?['’]?s?['’]? picks?
    what to read next
    up next"""


def _any_of(patterns: str, *, behind: str = "") -> re.Pattern[str]:
    """Return one pattern for a list of them, one a line."""
    lines = [line.strip() for line in patterns.strip().splitlines()]
    return re.compile(f"(?:{'|'.join(lines)}){behind}", re.IGNORECASE)


_WHOLE = {reason: _any_of(patterns) for reason, patterns in _PATTERNS.items()}
_LIST_HEADING = _any_of(_LIST_HEADINGS, behind=r" ?[:»>…]*")
_LONGEST_HEADING = 80
_FIRST_WORD = re.compile(r"\w+|©")
_WORDS_OF_HEADINGS = (
    "read see also related more most recommended you don trending top latest further editor editors what up"
)
_WORDS_OF_LINES = """
    more advertisement advertisements advertising anzeige publicité ad ads sponsored paid promoted this story article
    content post continue scroll remove skip after thumbnail photo photos photograph photographs image images picture
    pictures illustration illustrations video videos view see open media getty gettyimages © c copyright all do discover
    listen hear download try get check sign subscribe register have receive newsletter e email enter already a an
    subscriber member account log join support become share tweet retweet print save bookmark copy copied follow like
    find contact visit leave write add show hide read be no comment comments commenting reading listening we our accept
    allow reject manage decline cookie privacy by click tap terms back load loading also related watch recommended don
    further"""
_FIRST_WORDS = frozenset(re.findall(r"\S+", _WORDS_OF_LINES))
_HEADING_WORDS = frozenset(re.findall(r"\w+", _WORDS_OF_HEADINGS))
_HEADING_INITIALS = frozenset(word[0] for word in _HEADING_WORDS)


def _first_word(said: str) -> str:
    match = _FIRST_WORD.search(said, 0, 40)
    return match[0].lower() if match else ""


def whole_line(said: str) -> str:
    """Return why a line, stripped of outer space, is boilerplate as a whole; "" when it is not."""
    first = _first_word(said)
    if first not in _FIRST_WORDS and not first[:1].isdigit():
        return ""
    for reason, pattern in _WHOLE.items():
        if pattern.fullmatch(said):
            return reason
    return ""


def is_list_heading(said: str) -> bool:
    """Tell whether a line announces a list of other articles."""
    if (
        len(said) > _LONGEST_HEADING
        or said[0].lower() not in _HEADING_INITIALS
        or _first_word(said) not in _HEADING_WORDS
    ):
        return False
    return _LIST_HEADING.fullmatch(said) is not None


def pieces(said: str) -> list[tuple[int, int, str]]:
    """Return (start, end, reason) of boilerplate within a line, in order, apart from each other, from the line's start.

    An image's number glued to a sentence, a credit behind a caption, a copyright line behind a paragraph.
    """
    if not ("/" in said or " by " in said or "mages-" in said or "eserved" in said or "ESERVED" in said):
        return []
    found = [(*match.span(), CREDIT) for match in _IMAGE_ID.finditer(said)]
    end = len(said)
    tail = said[-_TAIL:]
    if "eserved" in tail.lower() and (match := _RIGHTS_AT_END.search(said, max(0, end - _TAIL))):
        found.append((match.start(), end, COPYRIGHT))
        end = len(said[: match.start()].rstrip())
    if "/" in said[max(0, end - _CREDIT) : end] or " by " in said[max(0, end - _CREDIT) : end]:
        match = _CREDIT_AT_END.search(said[:end], max(0, end - _CREDIT))
        if match:
            found.append((*match.span(), CREDIT))
    return _apart(found)


def _apart(found: list[tuple[int, int, str]]) -> list[tuple[int, int, str]]:
    kept: list[tuple[int, int, str]] = []
    for one in sorted(found):
        if not kept or one[0] >= kept[-1][1]:
            kept.append(one)
    return kept
