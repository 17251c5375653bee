"""What each rating means, in one place: the desk's form and the page `/ratings/` show it.

A newsroom may have names of its own for them, each for one of ours (`ratings` of its site file). Documents, filters and
the API always hold ours.
"""

from dataclasses import dataclass

from django.conf import settings

from .choices import Rating


@dataclass(frozen=True)
class RatingMeaning:
    """`name` is how pages call it; `test` is the question that decides it."""

    rating: Rating
    name: str
    definition: str
    test: str
    example: str


def _define(rating: Rating, definition: str, test: str, example: str) -> RatingMeaning:
    return RatingMeaning(rating, str(rating.label), definition, test, example)


OUR_MEANINGS = {
    meaning.rating.value: meaning
    for meaning in (
        _define(
            Rating.CONFIRMED,
            "Evidence that somebody here read shows that it is so.",
            "Does the best source there is, such as the issuer of the figure or the document itself, say the same "
            "of the same people, place and time? Another paper's copy of the statement does not count.",
            "“U.S. Customs and Border Protection (CBP) counted just over 458,000 encounters at the US southwest border "
            "in fiscal year 2020.” CBP, whose count it is, published 458,088.",
        ),
        _define(
            Rating.DISPUTED,
            "Good evidence speaks for it, and good evidence against it.",
            "Would two careful readers of the same evidence still disagree, because sources of equal weight "
            "differ or the words can be taken in two ways?",
            "“President Joe Biden put Vice President Kamala Harris in charge of border issues in March 2021.” He "
            "asked her to lead the work with Mexico and Central America against migration; whether that was "
            "charge of the border is what the dispute is about.",
        ),
        _define(
            Rating.MISLEADING,
            "Each word can be defended, and yet it leaves the reader with a wrong idea.",
            "Would a reader who knew what the evidence adds still take it as it was meant? If not, though no word "
            "of it is wrong, it is misleading.",
            "“Tens of thousands of immigrants were expelled at the US southern border under Title 42 by May "
            "2021.” March of that year alone had 103,900 expulsions.",
        ),
        _define(
            Rating.FALSE,
            "Evidence that somebody here read shows that it is not so.",
            "Does the best source there is say something that cannot be true if this is?",
            "No claim of the first five articles is rated so. “CBP counted 2.4 million encounters in fiscal year "
            "2020” would be: CBP, whose count it is, published 458,088.",
        ),
        _define(
            Rating.OUTDATED,
            "It was so as far as could be known when it was said, and is so no more.",
            "Did the evidence that tells against it come about only afterwards?",
            "“US border arrests and detentions were, by early May 2021, at the same level as in March 2021.” "
            "That rested on the first weeks of April; the whole month, published on 11 May 2021, was 3 percent above "
            "March.",
        ),
        _define(
            Rating.UNVERIFIABLE,
            "Somebody here tried to check it, and nothing that can be had decides it.",
            "Is there no record that would decide it, or none that anybody outside can read? The verdict names "
            "what was looked for.",
            "“The Mexican government did not want in September 2022 to take in additional migrants from Cuba, "
            "Nicaragua and Venezuela”, say unnamed officials of what was said behind closed doors.",
        ),
        _define(
            Rating.UNCHECKED,
            "Nobody here has tested it against evidence yet. That says nothing for it and nothing against it.",
            "Is there no verdict? Then it is unchecked, however good its source.",
            "“More than 11,000 migrants were waiting in shelters and camps in northern Mexico in late December "
            "2023 to cross into the United States”, before anybody looks for the count behind it.",
        ),
    )
}


def name_rating(rating: str) -> str:
    """How this site calls one of our ratings."""
    return next((own.name for own in settings.SITE.ratings if own.means == rating), OUR_MEANINGS[rating].name)


def list_meanings() -> list[RatingMeaning]:
    """List all ratings: those that the newsroom named, in its order, then ours that it left as they are."""
    named = {own.means: own for own in settings.SITE.ratings}
    meanings = [
        RatingMeaning(ours.rating, own.name, own.definition, ours.test, ours.example)
        for own in named.values()
        if (ours := OUR_MEANINGS[own.means])
    ]
    return meanings + [meaning for code, meaning in OUR_MEANINGS.items() if code not in named]
