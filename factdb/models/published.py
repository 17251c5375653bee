"""The projection: one row for each thing that is public now - its document, ready to send, and the
columns that filters need. Only `publishing` writes it, from ledger documents alone.

Foreign keys do nothing in Python: `publishing` removes narrow rows itself, and the database refuses
what would leave one dangling.
"""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import Case, F, Func, Q, When
from django.db.models.functions import Floor, Ln

from factdb import choices as v


def weigh_words(column: str, weight: str) -> Func:
    """Make a weighted `to_tsvector` with the configuration `factdb`: accents and case folded, English stems.

    Of Django's own class, so that migrations can spell it without this module.
    """
    template = f"setweight(to_tsvector('factdb', %(expressions)s), '{weight}')"
    return Func(F(column), template=template, output_field=SearchVectorField())


def search_vector() -> models.GeneratedField:
    """Make the generated search column: `headline` weighs more than `words` (names, aliases, quotes)."""
    return models.GeneratedField(
        expression=Func(
            weigh_words("headline", "A"),
            weigh_words("words", "B"),
            template="%(expressions)s",
            arg_joiner=" || ",
            output_field=SearchVectorField(),
        ),
        output_field=SearchVectorField(),
        db_persist=True,
    )


def make_sort_key(column: str) -> models.GeneratedField:
    """Make the column by which names sort: by letters, then by accents and case (migration 0030).

    The database's own order would put Álvarez and Żak behind Z, and ICU's is not on every server.
    """
    text = models.TextField(db_collation="C")
    key = Func(F(column), function="factdb_sort_key", output_field=text)
    return models.GeneratedField(expression=key, output_field=text, db_persist=True)


class Published(models.Model):
    """What every public thing has. `changed_at` is its latest ledger entry's instant, rendering again included."""

    version = models.PositiveIntegerField()
    seq = models.BigIntegerField()
    document = models.TextField()
    published_at = models.DateTimeField()
    updated_at = models.DateTimeField()
    changed_at = models.DateTimeField(db_index=True)  # updated_since
    headline = models.TextField()
    words = models.TextField(blank=True)
    search = search_vector()

    class Meta:
        abstract = True


class PublishedBySlug(Published):
    slug = models.CharField(max_length=120, unique=True)
    names = models.TextField(blank=True, help_text="Name and aliases, for the search of claims that show it.")

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.slug


class PublishedIdentity(PublishedBySlug):
    """What has an identity elsewhere."""

    wikidata = models.CharField(max_length=20, blank=True, db_default="", help_text="Its item; empty where none.")

    class Meta:
        abstract = True


class PublishedOrganization(PublishedIdentity):
    kind = models.CharField(max_length=20, choices=v.OrganizationKind)
    sort_key = make_sort_key("headline")

    class Meta:
        ordering = ["sort_key", "slug"]
        indexes = [
            GinIndex(fields=["search"], name="pub_organization_search"),  # q
            models.Index(fields=["sort_key", "slug"], name="pub_organization_list"),
            models.Index(fields=["wikidata", "sort_key", "slug"], name="pub_organization_wikidata"),  # wikidata
        ]


class PublishedMeasure(PublishedBySlug):
    unit = models.CharField(max_length=50)
    nature = models.CharField(max_length=5, choices=v.Nature)
    sort_key = make_sort_key("headline")

    class Meta:
        ordering = ["sort_key", "slug"]
        indexes = [
            GinIndex(fields=["search"], name="pub_measure_search"),  # q
            models.Index(fields=["sort_key", "slug"], name="pub_measure_list"),
        ]


class PublishedPerson(PublishedIdentity):
    sort_name = models.CharField(max_length=200)
    sort_key = make_sort_key("sort_name")

    class Meta:
        ordering = ["sort_key", "slug"]
        indexes = [
            GinIndex(fields=["search"], name="pub_person_search"),  # q
            models.Index(fields=["sort_key", "slug"], name="pub_person_list"),
            models.Index(fields=["wikidata", "sort_key", "slug"], name="pub_person_wikidata"),  # wikidata
        ]


class PublishedRole(models.Model):
    """For the filters `organization` and `role` of people."""

    person = models.ForeignKey(PublishedPerson, on_delete=models.DO_NOTHING, related_name="roles")
    organization = models.ForeignKey(PublishedOrganization, on_delete=models.DO_NOTHING, null=True)
    title = models.CharField(max_length=200)


class PublishedPolicy(PublishedIdentity):
    kind = models.CharField(max_length=20, choices=v.PolicyKind)
    jurisdiction = models.CharField(max_length=100)
    issuer = models.ForeignKey(PublishedOrganization, on_delete=models.DO_NOTHING, null=True)
    status = models.CharField(max_length=20, blank=True, help_text="Of its latest event; empty where it has none.")
    sort_key = make_sort_key("headline")

    class Meta:
        ordering = ["sort_key", "slug"]
        indexes = [
            GinIndex(fields=["search"], name="pub_policy_search"),  # q
            models.Index(fields=["sort_key", "slug"], name="pub_policy_list"),
            models.Index(fields=["wikidata", "sort_key", "slug"], name="pub_policy_wikidata"),  # wikidata
        ]


class PublishedPolicyEvent(models.Model):
    """For the filter `active_on` and the status of a policy on a day."""

    policy = models.ForeignKey(PublishedPolicy, on_delete=models.DO_NOTHING, related_name="events")
    position = models.PositiveSmallIntegerField()
    on = models.DateField()
    precision = models.CharField(max_length=5, choices=v.Precision)
    # Empty where the event changes none.
    status = models.CharField(max_length=20, choices=v.PolicyStatus)
    note = models.TextField()
    claim = models.ForeignKey("PublishedClaim", on_delete=models.DO_NOTHING, null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["policy", "position"], name="publishedpolicyevent_once")]


class PublishedArticle(PublishedBySlug):
    outlet = models.ForeignKey(PublishedOrganization, on_delete=models.DO_NOTHING, related_name="articles")
    syndicated_from = models.ForeignKey(PublishedOrganization, on_delete=models.DO_NOTHING, null=True, related_name="+")
    rests_on = ArrayField(models.BigIntegerField(), default=list, db_default=[])
    published_on = models.DateField(help_text="The first day that it may be.")
    published_on_last = models.DateField(help_text="The last; the same where the day is known.")

    class Meta:
        ordering = ["-published_on", "slug"]
        indexes = [
            GinIndex(fields=["search"], name="pub_article_search"),  # q
            models.Index(F("published_on").desc(), "slug", name="pub_article_list"),
            models.Index("outlet", F("published_on").desc(), "slug", name="pub_article_outlet"),
            models.Index(fields=["published_at", "slug"], name="pub_article_published"),  # ordering
            models.Index(fields=["updated_at", "slug"], name="pub_article_updated"),  # ordering
        ]


class PublishedClaim(Published):
    """`id` is the claim's number.

    Facets and ranks read all rows that match, so a row is kept narrow: PostgreSQL stores the document, which only
    what is shown needs, out of the row (migration 0006).
    """

    id = models.BigIntegerField(primary_key=True)
    kind = models.CharField(max_length=20, choices=v.ClaimKind)
    stated_on = models.DateField(help_text="The first day that it may be.")
    stated_on_last = models.DateField(help_text="The last; the same where the day is known.")
    article = models.ForeignKey(PublishedArticle, on_delete=models.DO_NOTHING, db_index=False)
    outlet = models.ForeignKey(PublishedOrganization, on_delete=models.DO_NOTHING, db_index=False, related_name="+")
    speaker = models.ForeignKey(PublishedPerson, on_delete=models.DO_NOTHING, null=True, db_index=False)
    origin_organization = models.ForeignKey(
        PublishedOrganization, on_delete=models.DO_NOTHING, null=True, db_index=False, related_name="+"
    )
    attribution = models.CharField(max_length=15, choices=v.AttributionKind, blank=True)
    measure = models.ForeignKey(PublishedMeasure, on_delete=models.DO_NOTHING, null=True, db_index=False)
    low = models.DecimalField(max_digits=24, decimal_places=4, null=True, help_text="The value, or the range's low.")
    high = models.DecimalField(max_digits=24, decimal_places=4, null=True, help_text="The value, or the range's high.")
    # Once more, for facets: no join for every match.
    policies = ArrayField(models.BigIntegerField(), db_default=[])
    weight_rank = models.PositiveSmallIntegerField(db_default=2, help_text="1 is lead, 3 background.")
    has_quote = models.BooleanField()
    rating = models.CharField(max_length=15, choices=v.Rating)
    corrected = models.BooleanField()

    class Meta:
        ordering = ["-stated_on", "-id"]
        # Each serves one filter in the default order, as one backward index walk.
        indexes = [
            models.Index(fields=["stated_on", "id"], name="pub_claim_list"),
            models.Index(fields=["article", "stated_on", "id"], name="pub_claim_article"),
            models.Index(fields=["outlet", "stated_on", "id"], name="pub_claim_outlet"),
            models.Index(fields=["speaker", "stated_on", "id"], name="pub_claim_speaker"),
            models.Index(fields=["origin_organization", "stated_on", "id"], name="pub_claim_origin"),
            models.Index(fields=["measure", "stated_on", "id"], name="pub_claim_measure"),
            models.Index(fields=["kind", "stated_on", "id"], name="pub_claim_kind"),
            models.Index(fields=["rating", "stated_on", "id"], name="pub_claim_rating"),
            models.Index(fields=["attribution", "stated_on", "id"], name="pub_claim_attribution"),
            models.Index(fields=["weight_rank", "stated_on", "id"], name="pub_claim_weight"),
            models.Index(fields=["published_at", "id"], name="pub_claim_published"),  # published_after, ordering
            models.Index(fields=["updated_at", "id"], name="pub_claim_updated"),  # ordering, feeds
            models.Index(
                fields=["low", "high"], name="pub_claim_value", condition=models.Q(low__isnull=False)
            ),  # value_max
            models.Index(fields=["high"], name="pub_claim_high", condition=models.Q(high__isnull=False)),  # value_min
            models.Index(fields=["has_quote", "stated_on", "id"], name="pub_claim_quote"),  # has_quote
            models.Index(
                fields=["stated_on", "id"], name="pub_claim_corrected", condition=models.Q(corrected=True)
            ),  # corrected
            GinIndex(fields=["search"], name="pub_claim_search"),  # q
        ]

    def __str__(self) -> str:
        return self.headline


class PublishedClaimLink(models.Model):
    """A narrow row that carries the date: claims of one target, newest first, are one backward index walk.

    It comes and goes with its claim. What PostgreSQL's look at both ends of each costs: docs/decisions/005.
    """

    stated_on = models.DateField()
    claim = models.ForeignKey(PublishedClaim, on_delete=models.DO_NOTHING)

    class Meta:
        abstract = True


class PublishedClaimPolicy(PublishedClaimLink):
    pk = models.CompositePrimaryKey("policy_id", "stated_on", "claim_id")
    policy = models.ForeignKey(PublishedPolicy, on_delete=models.DO_NOTHING, db_index=False)


class PublishedClaimPerson(PublishedClaimLink):
    """Whoever speaks or is mentioned."""

    pk = models.CompositePrimaryKey("person_id", "stated_on", "claim_id")
    person = models.ForeignKey(PublishedPerson, on_delete=models.DO_NOTHING, db_index=False)


class PublishedClaimOrganization(PublishedClaimLink):
    """Whoever is mentioned or stands in the chain."""

    pk = models.CompositePrimaryKey("organization_id", "stated_on", "claim_id")
    organization = models.ForeignKey(PublishedOrganization, on_delete=models.DO_NOTHING, db_index=False)


class PublishedRelation(models.Model):
    claim = models.ForeignKey(PublishedClaim, on_delete=models.DO_NOTHING, related_name="relations")
    kind = models.CharField(max_length=15, choices=v.RelationKind)
    target = models.ForeignKey(PublishedClaim, on_delete=models.DO_NOTHING, related_name="related_from")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["claim", "kind", "target"], name="publishedrelation_once"),
        ]


class PublishedCorroboration(models.Model):
    """What live claims make of one: the origins and outlets behind it, and what contradicts it.

    Only where that is not one origin, one outlet and nothing against it: of most claims there is no row. It follows
    from several documents, not from the claim's own, and changes without it, so it is always of today.
    """

    # No constraint: it goes with the claim, and to look for it whenever a row is replaced would cost as much again.
    claim = models.OneToOneField(
        PublishedClaim, on_delete=models.DO_NOTHING, primary_key=True, db_constraint=False, related_name="+"
    )
    origins = models.PositiveIntegerField(db_default=1)
    outlets = models.PositiveIntegerField(db_default=1)
    is_opposed = models.BooleanField(db_default=False, help_text="It contradicts or denies a live claim, or is by one.")
    is_impossible = models.BooleanField(db_default=False, help_text="Beside another figure of its measure.")

    class Meta:
        indexes = [
            models.Index(fields=["claim"], name="corroborated", condition=Q(origins__gt=1)),  # corroborated
            models.Index(
                fields=["claim"], name="contradicted", condition=Q(is_opposed=True) | Q(is_impossible=True)
            ),  # contradicted
        ]

    def __str__(self) -> str:
        return f"{self.claim_id}: {self.origins} origins, {self.outlets} outlets"


class PublishedKey(models.Model):
    """A key that came after the first version, and that every live document of the kind has by now.

    `audit` writes it, so that what describes lists and details can promise the key.
    """

    pk = models.CompositePrimaryKey("kind", "key")
    kind = models.CharField(max_length=15, choices=v.Collection)
    key = models.CharField(max_length=100)

    def __str__(self) -> str:
        return f"{self.kind}: {self.key}"


class PublishedAudit(models.Model):
    """When the record was last proved whole, or not, and at which head of the ledger: `/readyz` tells. One row."""

    id = models.SmallIntegerField(primary_key=True, default=1)
    at = models.DateTimeField()
    seq = models.BigIntegerField()
    faults = models.PositiveIntegerField()

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(id=1), name="publishedaudit_is_one")]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M}: {self.faults} faults up to {self.seq}"


class PublishedTally(models.Model):
    """How many public claims have two values at once, such as one policy and one speaker.

    An empty dimension stands for all claims. Values are ids of published rows, codes or years.
    """

    # The filters whose values are tallied, and the facets by which they are.
    FILTERS = (
        "policy",
        "person",
        "organization",
        "speaker",
        "outlet",
        "measure",
        "kind",
        "rating",
        "attribution",
    )
    FACETS = ("policy", "speaker", "outlet", "kind", "rating", "year")

    pk = models.CompositePrimaryKey("dimension", "value", "by", "by_value")
    dimension = models.CharField(max_length=15, blank=True)
    value = models.CharField(max_length=20, blank=True)
    by = models.CharField(max_length=15, blank=True)
    by_value = models.CharField(max_length=20, blank=True)
    claims = models.IntegerField()
    # Leads to the greatest, and seldom changes: an index on `claims` would be written with every publication.
    magnitude = models.GeneratedField(
        expression=Case(When(claims__gt=0, then=Floor(Ln("claims"))), default=-1.0),
        output_field=models.SmallIntegerField(),
        db_persist=True,
    )

    class Meta:
        indexes = [models.Index(fields=["dimension", "value", "by", "magnitude"], name="pub_tally_most")]


class PublishedCorrection(models.Model):
    """The corrections log: one document for each ledger entry that corrected, clarified or retracted."""

    seq = models.BigIntegerField(primary_key=True)
    at = models.DateTimeField()
    action = models.CharField(max_length=10, choices=v.Action)
    kind = models.CharField(max_length=15, choices=v.Collection)
    key = models.CharField(max_length=120)
    document = models.TextField()

    class Meta:
        ordering = ["-seq"]
