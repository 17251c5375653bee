-- A small record as migration 0011 held it: what a site of that day brings along. Never changed.
INSERT INTO factdb_article ("id", "slug", "state", "is_public", "version", "edited_by", "note", "created_at", "changed_at", "headline", "byline", "published_on", "source_url", "archive_url", "outlet_id", "syndicated_from_id") VALUES
('1', 'herald-2024-05-01', 'live', 'true', '1', '{}', '', '2026-11-27 01:16:48.601163+00', '2026-11-27 01:16:48.599525+00', 'A count', '{}', '2024-05-01', '', '', '1', NULL);
SELECT setval('public.factdb_article_id_seq', max(id)) FROM factdb_article;
INSERT INTO factdb_attribution ("id", "position", "kind", "label", "verb", "claim_id", "organization_id", "person_id") VALUES
('1', '1', 'person', '', 'says', '1', NULL, '1'),
('2', '1', 'organization', '', 'reports', '2', '1', NULL);
SELECT setval('public.factdb_attribution_id_seq', max(id)) FROM factdb_attribution;
INSERT INTO factdb_claim ("id", "slug", "state", "is_public", "version", "edited_by", "note", "created_at", "changed_at", "number", "text", "kind", "stated_on", "stated_on_precision", "occurred_from", "occurred_to", "quote_start", "quote_end", "quote_sha256", "value", "low", "high", "hedge", "scope", "period_from", "period_to", "waiting", "article_id", "measure_id", "snapshot_id") VALUES
('1', 'bribes', 'live', 'true', '3', '{}', '', '2026-11-27 01:16:48.607656+00', '2026-11-27 01:16:48.607329+00', '1', 'Some guards took bribes.', 'figure', '2024-05-01', 'day', NULL, NULL, '8', '41', 'd168016064e93fafc910f9d4637830ae65aeed19a73da8fcb6606d95b883d178', '12.0000', NULL, NULL, 'about', '', NULL, NULL, '[]', '1', '1', '1'),
('2', 'gone', 'withdrawn', 'false', '2', '{}', '', '2026-11-27 01:16:48.614353+00', '2026-11-27 01:16:48.614124+00', '2', 'Nobody came.', 'statement', '2024-05-01', 'day', NULL, NULL, '0', '7', '8714ccabc8b11c004a91f1c26e316d44c652dc29918ef9c1a8ccfeb76c97953a', NULL, NULL, NULL, '', '', NULL, NULL, '[]', '1', NULL, '1');
SELECT setval('public.factdb_claim_id_seq', max(id)) FROM factdb_claim;
INSERT INTO factdb_claim_policies ("id", "claim_id", "policy_id") VALUES
('1', '1', '1');
SELECT setval('public.factdb_claim_policies_id_seq', max(id)) FROM factdb_claim_policies;
INSERT INTO factdb_ledgerentry ("seq", "at", "action", "kind", "key", "version", "reason", "document", "document_sha256", "previous_sha256", "sha256", "solo", "actor", "edited_by", "approved_by") VALUES
('1', '2026-11-27 01:16:48.637728+00', 'published', 'organizations', 'herald', '1', '', '{"slug":"herald","url":"/organizations/herald/","version":1,"name":"Herald","kind":"outlet","published_at":"2026-11-27T01:16:48.637728Z","updated_at":"2026-11-27T01:16:48.637728Z"}', 'b2deaa2a1817cb1154d0f809f8ac80e3a2c03d7cec7c96e0de04db99cfe0b352', '0000000000000000000000000000000000000000000000000000000000000000', 'e9bf9702f8e356cb8e46e0335172daecdbc59483e62694a5c7e45c0900ba175d', 'false', 'editor-2', '{}', '2'),
('2', '2026-11-27 01:16:48.637729+00', 'published', 'policies', 'border-order', '1', '', '{"slug":"border-order","url":"/policies/border-order/","version":1,"name":"Border order","aliases":[],"kind":"order","jurisdiction":"Freedonia","issuer":{"slug":"herald","name":"Herald"},"summary":null,"events":[],"published_at":"2026-11-27T01:16:48.637729Z","updated_at":"2026-11-27T01:16:48.637729Z"}', 'dd5e0ebaca976cbcaa23ead22dbf060274e6139a76ab372112ad339984245c41', 'e9bf9702f8e356cb8e46e0335172daecdbc59483e62694a5c7e45c0900ba175d', '109658aca555376c87fcad6efe979ef0b98484bcb3f817bc3f1e0a3f8c0799df', 'false', 'editor-2', '{}', '2'),
('3', '2026-11-27 01:16:48.683983+00', 'published', 'measures', 'people-counted', '1', '', '{"slug":"people-counted","url":"/measures/people-counted/","version":1,"name":"People counted","unit":"people","nature":"total","definition":"All.","published_at":"2026-11-27T01:16:48.683983Z","updated_at":"2026-11-27T01:16:48.683983Z"}', 'a107bb3575c5066452ec2564da9e32f1813fc671c2ea5b1c7581627d6ea3586d', '109658aca555376c87fcad6efe979ef0b98484bcb3f817bc3f1e0a3f8c0799df', '57915df7298e0febc25b318dadbe8aa97c48e8a9cc4f9ba5552732475e5d3f15', 'false', 'editor-3', '{}', '3'),
('4', '2026-11-27 01:16:48.683984+00', 'published', 'people', 'ana-diaz', '1', '', '{"slug":"ana-diaz","url":"/people/ana-diaz/","version":1,"name":"Ana Díaz","sort_name":"Díaz, Ana","aliases":[],"summary":null,"roles":[{"title":"Envoy","organization":{"slug":"herald","name":"Herald"},"from":"2020-01-01","to":null}],"published_at":"2026-11-27T01:16:48.683984Z","updated_at":"2026-11-27T01:16:48.683984Z"}', '2f5b3ed8810f445cd2099751c6df07c06d0cd899128b6384197912da1a02bb30', '57915df7298e0febc25b318dadbe8aa97c48e8a9cc4f9ba5552732475e5d3f15', 'f230dd26b23962dbd0edfd6ac1d7d57f404fb4b9f272e6a8bc7b4731c72e5f08', 'false', 'editor-3', '{}', '3'),
('5', '2026-11-27 01:16:48.683985+00', 'published', 'articles', 'herald-2024-05-01', '1', '', '{"slug":"herald-2024-05-01","url":"/articles/herald-2024-05-01/","version":1,"headline":"A count","outlet":{"slug":"herald","name":"Herald"},"byline":[],"published_on":"2024-05-01","source_url":null,"archive_url":null,"syndicated_from":null,"published_at":"2026-11-27T01:16:48.683985Z","updated_at":"2026-11-27T01:16:48.683985Z"}', '2c68d28317098f5ad89b77312cac956a14c8322b59362a973a46e58f5403c266', 'f230dd26b23962dbd0edfd6ac1d7d57f404fb4b9f272e6a8bc7b4731c72e5f08', '1a33b3261d14fc152bd92b1a9574ce4436c8e580c377f02dc39bb0252f6fb993', 'false', 'editor-3', '{}', '3'),
('6', '2026-11-27 01:16:48.683986+00', 'published', 'claims', '1', '1', '', E'{"id":1,"url":"/claims/1/","version":1,"text":"Guards took bribes.","kind":"figure","stated_on":"2024-05-01","stated_on_precision":"day","occurred_from":null,"occurred_to":null,"speaker":{"slug":"ana-diaz","name":"Ana Díaz","role":"Envoy"},"attribution":[{"position":1,"kind":"person","person":{"slug":"ana-diaz","name":"Ana Díaz"},"organization":null,"label":null,"verb":"says"}],"article":{"slug":"herald-2024-05-01","headline":"A count","outlet":{"slug":"herald","name":"Herald"},"published_on":"2024-05-01","source_url":null},"quote":{"exact":"Guards took bribes at the border.","prefix":"A line.\\n","suffix":"\\n","start":8,"end":41,"passage_sha256":"d168016064e93fafc910f9d4637830ae65aeed19a73da8fcb6606d95b883d178","snapshot_sha256":"8cb989b7af3abb8cfc3cc7a071d54e9509f1221e9bb7cdcec937454c25363fce"},"policies":[{"slug":"border-order","name":"Border order"}],"people":[],"organizations":[],"figure":{"measure":{"slug":"people-counted","name":"People counted","unit":"people"},"value":12,"low":null,"high":null,"hedge":"about","scope":null,"period_from":null,"period_to":null},"verdict":{"rating":"unchecked","summary":null,"reviewed_on":null,"evidence":[]},"relations":[],"published_at":"2026-11-27T01:16:48.683986Z","updated_at":"2026-11-27T01:16:48.683986Z","corrected":false,"reviewed_by_second_person":true}', '76940d61708c1562f25048a44c3178a5a0ca7f4f9f457c7ae6bfe121863eb38f', '1a33b3261d14fc152bd92b1a9574ce4436c8e580c377f02dc39bb0252f6fb993', '4b75cde345a01e680bf63ed5cc160471521052d39f53b7551b32d68625180cfe', 'false', 'editor-3', '{}', '3'),
('7', '2026-11-27 01:16:48.683987+00', 'rerendered', 'policies', 'border-order', '2', '', '{"slug":"border-order","url":"/policies/border-order/","version":2,"name":"Border order","aliases":[],"kind":"order","jurisdiction":"Freedonia","issuer":{"slug":"herald","name":"Herald"},"summary":null,"events":[{"on":"2024-05-01","note":"Begins.","claim":1,"status":"in_force","precision":"day"}],"published_at":"2026-11-27T01:16:48.637729Z","updated_at":"2026-11-27T01:16:48.637729Z"}', 'cf4b51a4438f9fa208371841c3f9b96ab94aeb4301829bb7f8008cd5ec7a395c', '4b75cde345a01e680bf63ed5cc160471521052d39f53b7551b32d68625180cfe', 'ad0fa39a7e2afe3b6986f3252e329c388bb1fc259b8dc9befd8982ddb4b3e0d2', 'false', 'editor-3', '{}', '3'),
('8', '2026-11-27 01:16:48.741572+00', 'published', 'claims', '2', '1', '', E'{"id":2,"url":"/claims/2/","version":1,"text":"Nobody came.","kind":"statement","stated_on":"2024-05-01","stated_on_precision":"day","occurred_from":null,"occurred_to":null,"speaker":null,"attribution":[{"position":1,"kind":"organization","person":null,"organization":{"slug":"herald","name":"Herald"},"label":null,"verb":"reports"}],"article":{"slug":"herald-2024-05-01","headline":"A count","outlet":{"slug":"herald","name":"Herald"},"published_on":"2024-05-01","source_url":null},"quote":{"exact":"A line.","prefix":"","suffix":"\\nGuards took bribes at the borde","start":0,"end":7,"passage_sha256":"8714ccabc8b11c004a91f1c26e316d44c652dc29918ef9c1a8ccfeb76c97953a","snapshot_sha256":"8cb989b7af3abb8cfc3cc7a071d54e9509f1221e9bb7cdcec937454c25363fce"},"policies":[],"people":[],"organizations":[],"figure":null,"verdict":{"rating":"unchecked","summary":null,"reviewed_on":null,"evidence":[]},"relations":[{"kind":"supports","claim":1,"note":null}],"published_at":"2026-11-27T01:16:48.741572Z","updated_at":"2026-11-27T01:16:48.741572Z","corrected":false,"reviewed_by_second_person":true}', '6d0627c950858b54b50c1db1a0c80dd4034d4868737b974e220792407045294e', 'ad0fa39a7e2afe3b6986f3252e329c388bb1fc259b8dc9befd8982ddb4b3e0d2', 'fa6e1d136bb83f93f2024a05849639599b758806e871080827db3002441603ac', 'false', 'editor-4', '{}', '4'),
('9', '2026-11-27 01:16:48.785418+00', 'corrected', 'claims', '1', '2', 'Not all.', E'{"id":1,"url":"/claims/1/","version":2,"text":"Some guards took bribes.","kind":"figure","stated_on":"2024-05-01","stated_on_precision":"day","occurred_from":null,"occurred_to":null,"speaker":{"slug":"ana-diaz","name":"Ana Díaz","role":"Envoy"},"attribution":[{"position":1,"kind":"person","person":{"slug":"ana-diaz","name":"Ana Díaz"},"organization":null,"label":null,"verb":"says"}],"article":{"slug":"herald-2024-05-01","headline":"A count","outlet":{"slug":"herald","name":"Herald"},"published_on":"2024-05-01","source_url":null},"quote":{"exact":"Guards took bribes at the border.","prefix":"A line.\\n","suffix":"\\n","start":8,"end":41,"passage_sha256":"d168016064e93fafc910f9d4637830ae65aeed19a73da8fcb6606d95b883d178","snapshot_sha256":"8cb989b7af3abb8cfc3cc7a071d54e9509f1221e9bb7cdcec937454c25363fce"},"policies":[{"slug":"border-order","name":"Border order"}],"people":[],"organizations":[],"figure":{"measure":{"slug":"people-counted","name":"People counted","unit":"people"},"value":12,"low":null,"high":null,"hedge":"about","scope":null,"period_from":null,"period_to":null},"verdict":{"rating":"unchecked","summary":null,"reviewed_on":null,"evidence":[]},"relations":[],"published_at":"2026-11-27T01:16:48.683986Z","updated_at":"2026-11-27T01:16:48.785418Z","corrected":true,"reviewed_by_second_person":true}', 'cd66e1668eb3137ba2da2a80eb210e7c549fdabd4342962afb032944f3e8c453', 'fa6e1d136bb83f93f2024a05849639599b758806e871080827db3002441603ac', 'd8c4ad1641cb4870a700dd1cdaa9959f4ff2d2f39534f71cdbc7af9e8232bea3', 'false', 'editor-5', '{}', '5'),
('10', '2026-11-27 01:16:48.797156+00', 'retracted', 'claims', '2', '2', 'Wrong.', NULL, NULL, 'd8c4ad1641cb4870a700dd1cdaa9959f4ff2d2f39534f71cdbc7af9e8232bea3', 'd47e9666e25bfa84ed4717ba45f9a6be8628a9f13d5642a882a608ffcef7bccb', 'false', 'editor-1', '{}', '1'),
('11', '2026-11-27 01:16:48.821682+00', 'updated', 'people', 'ana-diaz', '2', '', '{"slug":"ana-diaz","url":"/people/ana-diaz/","version":2,"name":"Ana Ruiz","sort_name":"Díaz, Ana","aliases":[],"summary":null,"roles":[{"title":"Envoy","organization":{"slug":"herald","name":"Herald"},"from":"2020-01-01","to":null}],"published_at":"2026-11-27T01:16:48.683984Z","updated_at":"2026-11-27T01:16:48.821682Z"}', '1e084deb7429afc8fe0ba91926d90efeb89affcae86612de46676119cf887881', 'd47e9666e25bfa84ed4717ba45f9a6be8628a9f13d5642a882a608ffcef7bccb', '43cf95c84144ddf2e8fc9ba130cfb0c0b063ab96c856f591e1c9471e1869b96d', 'false', 'editor-6', '{}', '6'),
('12', '2026-11-27 01:16:48.821683+00', 'rerendered', 'claims', '1', '3', '', E'{"id":1,"url":"/claims/1/","version":3,"text":"Some guards took bribes.","kind":"figure","stated_on":"2024-05-01","stated_on_precision":"day","occurred_from":null,"occurred_to":null,"speaker":{"slug":"ana-diaz","name":"Ana Ruiz","role":"Envoy"},"attribution":[{"position":1,"kind":"person","person":{"slug":"ana-diaz","name":"Ana Ruiz"},"organization":null,"label":null,"verb":"says"}],"article":{"slug":"herald-2024-05-01","headline":"A count","outlet":{"slug":"herald","name":"Herald"},"published_on":"2024-05-01","source_url":null},"quote":{"exact":"Guards took bribes at the border.","prefix":"A line.\\n","suffix":"\\n","start":8,"end":41,"passage_sha256":"d168016064e93fafc910f9d4637830ae65aeed19a73da8fcb6606d95b883d178","snapshot_sha256":"8cb989b7af3abb8cfc3cc7a071d54e9509f1221e9bb7cdcec937454c25363fce"},"policies":[{"slug":"border-order","name":"Border order"}],"people":[],"organizations":[],"figure":{"measure":{"slug":"people-counted","name":"People counted","unit":"people"},"value":12,"low":null,"high":null,"hedge":"about","scope":null,"period_from":null,"period_to":null},"verdict":{"rating":"unchecked","summary":null,"reviewed_on":null,"evidence":[]},"relations":[],"published_at":"2026-11-27T01:16:48.683986Z","updated_at":"2026-11-27T01:16:48.785418Z","corrected":true,"reviewed_by_second_person":true}', '56016381bbf18104983c5bfc79de6c5c435ff5113b194e8ea1a04c050f2d61ee', '43cf95c84144ddf2e8fc9ba130cfb0c0b063ab96c856f591e1c9471e1869b96d', '6f479a030a5faedf90f1282a405c9237c151ce5e0b28aea630a630b2f2ebb9c9', 'false', 'editor-6', '{}', '6');
INSERT INTO factdb_measure ("id", "slug", "state", "is_public", "version", "edited_by", "note", "created_at", "changed_at", "name", "unit", "nature", "definition") VALUES
('1', 'people-counted', 'live', 'true', '1', '{}', '', '2026-11-27 01:16:48.605092+00', '2026-11-27 01:16:48.604911+00', 'People counted', 'people', 'total', 'All.');
SELECT setval('public.factdb_measure_id_seq', max(id)) FROM factdb_measure;
INSERT INTO factdb_organization ("id", "slug", "state", "is_public", "version", "edited_by", "note", "created_at", "changed_at", "name", "kind") VALUES
('1', 'herald', 'live', 'true', '1', '{}', '', '2026-11-27 01:16:48.594965+00', '2026-11-27 01:16:48.594803+00', 'Herald', 'outlet');
SELECT setval('public.factdb_organization_id_seq', max(id)) FROM factdb_organization;
INSERT INTO factdb_person ("id", "slug", "state", "is_public", "version", "edited_by", "note", "created_at", "changed_at", "name", "sort_name", "aliases", "summary") VALUES
('1', 'ana-diaz', 'live', 'true', '2', '{}', '', '2026-11-27 01:16:48.591477+00', '2026-11-27 01:16:48.591247+00', 'Ana Ruiz', 'Díaz, Ana', '{}', '');
SELECT setval('public.factdb_person_id_seq', max(id)) FROM factdb_person;
INSERT INTO factdb_policy ("id", "slug", "state", "is_public", "version", "edited_by", "note", "created_at", "changed_at", "name", "aliases", "kind", "jurisdiction", "summary", "waiting", "issuer_id") VALUES
('1', 'border-order', 'live', 'true', '2', '{}', '', '2026-11-27 01:16:48.597937+00', '2026-11-27 01:16:48.59767+00', 'Border order', '{}', 'order', 'Freedonia', '', '[]', '1');
SELECT setval('public.factdb_policy_id_seq', max(id)) FROM factdb_policy;
INSERT INTO factdb_policyevent ("id", "on", "precision", "status", "note", "claim_id", "policy_id") VALUES
('1', '2024-05-01', 'day', 'in_force', 'Begins.', '1', '1');
SELECT setval('public.factdb_policyevent_id_seq', max(id)) FROM factdb_policyevent;
INSERT INTO factdb_publishedarticle ("id", "version", "seq", "document", "published_at", "updated_at", "changed_at", "headline", "words", "slug", "names", "published_on", "outlet_id", "syndicated_from_id") VALUES
('1', '1', '5', '{"slug":"herald-2024-05-01","url":"/articles/herald-2024-05-01/","version":1,"headline":"A count","outlet":{"slug":"herald","name":"Herald"},"byline":[],"published_on":"2024-05-01","source_url":null,"archive_url":null,"syndicated_from":null,"published_at":"2026-11-27T01:16:48.683985Z","updated_at":"2026-11-27T01:16:48.683985Z"}', '2026-11-27 01:16:48.683985+00', '2026-11-27 01:16:48.683985+00', '2026-11-27 01:16:48.683985+00', 'A count', 'Herald', 'herald-2024-05-01', '', '2024-05-01', '1', NULL);
SELECT setval('public.factdb_publishedarticle_id_seq', max(id)) FROM factdb_publishedarticle;
INSERT INTO factdb_publishedclaim ("version", "seq", "document", "published_at", "updated_at", "changed_at", "headline", "words", "id", "kind", "stated_on", "attribution", "low", "high", "has_quote", "rating", "corrected", "article_id", "measure_id", "origin_organization_id", "outlet_id", "speaker_id", "policies") VALUES
('3', '12', E'{"id":1,"url":"/claims/1/","version":3,"text":"Some guards took bribes.","kind":"figure","stated_on":"2024-05-01","stated_on_precision":"day","occurred_from":null,"occurred_to":null,"speaker":{"slug":"ana-diaz","name":"Ana Ruiz","role":"Envoy"},"attribution":[{"position":1,"kind":"person","person":{"slug":"ana-diaz","name":"Ana Ruiz"},"organization":null,"label":null,"verb":"says"}],"article":{"slug":"herald-2024-05-01","headline":"A count","outlet":{"slug":"herald","name":"Herald"},"published_on":"2024-05-01","source_url":null},"quote":{"exact":"Guards took bribes at the border.","prefix":"A line.\\n","suffix":"\\n","start":8,"end":41,"passage_sha256":"d168016064e93fafc910f9d4637830ae65aeed19a73da8fcb6606d95b883d178","snapshot_sha256":"8cb989b7af3abb8cfc3cc7a071d54e9509f1221e9bb7cdcec937454c25363fce"},"policies":[{"slug":"border-order","name":"Border order"}],"people":[],"organizations":[],"figure":{"measure":{"slug":"people-counted","name":"People counted","unit":"people"},"value":12,"low":null,"high":null,"hedge":"about","scope":null,"period_from":null,"period_to":null},"verdict":{"rating":"unchecked","summary":null,"reviewed_on":null,"evidence":[]},"relations":[],"published_at":"2026-11-27T01:16:48.683986Z","updated_at":"2026-11-27T01:16:48.785418Z","corrected":true,"reviewed_by_second_person":true}', '2026-11-27 01:16:48.683986+00', '2026-11-27 01:16:48.785418+00', '2026-11-27 01:16:48.821683+00', 'Some guards took bribes.', 'Guards took bribes at the border. Ana Ruiz Border order', '1', 'figure', '2024-05-01', 'person', '12.0000', '12.0000', 'true', 'unchecked', 'true', '1', '1', NULL, '1', '1', '{1}');
INSERT INTO factdb_publishedclaimperson ("stated_on", "claim_id", "person_id") VALUES
('2024-05-01', '1', '1');
INSERT INTO factdb_publishedclaimpolicy ("stated_on", "claim_id", "policy_id") VALUES
('2024-05-01', '1', '1');
INSERT INTO factdb_publishedcorrection ("seq", "at", "action", "kind", "key", "document") VALUES
('10', '2026-11-27 01:16:48.797156+00', 'retracted', 'claims', '2', '{"seq":10,"at":"2026-11-27T01:16:48.797156Z","action":"retracted","kind":"claims","key":"2","url":"/claims/2/","reason":"Wrong.","before":{"text":"Nobody came."},"after":null}'),
('9', '2026-11-27 01:16:48.785418+00', 'corrected', 'claims', '1', '{"seq":9,"at":"2026-11-27T01:16:48.785418Z","action":"corrected","kind":"claims","key":"1","url":"/claims/1/","reason":"Not all.","before":{"text":"Guards took bribes."},"after":{"text":"Some guards took bribes."}}');
INSERT INTO factdb_publishedmeasure ("id", "version", "seq", "document", "published_at", "updated_at", "changed_at", "headline", "words", "slug", "names", "unit", "nature") VALUES
('1', '1', '3', '{"slug":"people-counted","url":"/measures/people-counted/","version":1,"name":"People counted","unit":"people","nature":"total","definition":"All.","published_at":"2026-11-27T01:16:48.683983Z","updated_at":"2026-11-27T01:16:48.683983Z"}', '2026-11-27 01:16:48.683983+00', '2026-11-27 01:16:48.683983+00', '2026-11-27 01:16:48.683983+00', 'People counted', 'All.', 'people-counted', 'People counted', 'people', 'total');
SELECT setval('public.factdb_publishedmeasure_id_seq', max(id)) FROM factdb_publishedmeasure;
INSERT INTO factdb_publishedorganization ("id", "version", "seq", "document", "published_at", "updated_at", "changed_at", "headline", "words", "slug", "names", "kind") VALUES
('1', '1', '1', '{"slug":"herald","url":"/organizations/herald/","version":1,"name":"Herald","kind":"outlet","published_at":"2026-11-27T01:16:48.637728Z","updated_at":"2026-11-27T01:16:48.637728Z"}', '2026-11-27 01:16:48.637728+00', '2026-11-27 01:16:48.637728+00', '2026-11-27 01:16:48.637728+00', 'Herald', '', 'herald', 'Herald', 'outlet');
SELECT setval('public.factdb_publishedorganization_id_seq', max(id)) FROM factdb_publishedorganization;
INSERT INTO factdb_publishedperson ("id", "version", "seq", "document", "published_at", "updated_at", "changed_at", "headline", "words", "slug", "names", "sort_name") VALUES
('1', '2', '11', '{"slug":"ana-diaz","url":"/people/ana-diaz/","version":2,"name":"Ana Ruiz","sort_name":"Díaz, Ana","aliases":[],"summary":null,"roles":[{"title":"Envoy","organization":{"slug":"herald","name":"Herald"},"from":"2020-01-01","to":null}],"published_at":"2026-11-27T01:16:48.683984Z","updated_at":"2026-11-27T01:16:48.821682Z"}', '2026-11-27 01:16:48.683984+00', '2026-11-27 01:16:48.821682+00', '2026-11-27 01:16:48.821682+00', 'Ana Ruiz', ' Envoy', 'ana-diaz', 'Ana Ruiz', 'Díaz, Ana');
SELECT setval('public.factdb_publishedperson_id_seq', max(id)) FROM factdb_publishedperson;
INSERT INTO factdb_publishedpolicy ("id", "version", "seq", "document", "published_at", "updated_at", "changed_at", "headline", "words", "slug", "names", "kind", "jurisdiction", "status", "issuer_id") VALUES
('1', '2', '7', '{"slug":"border-order","url":"/policies/border-order/","version":2,"name":"Border order","aliases":[],"kind":"order","jurisdiction":"Freedonia","issuer":{"slug":"herald","name":"Herald"},"summary":null,"events":[{"on":"2024-05-01","note":"Begins.","claim":1,"status":"in_force","precision":"day"}],"published_at":"2026-11-27T01:16:48.637729Z","updated_at":"2026-11-27T01:16:48.637729Z"}', '2026-11-27 01:16:48.637729+00', '2026-11-27 01:16:48.637729+00', '2026-11-27 01:16:48.683987+00', 'Border order', '', 'border-order', 'Border order', 'order', 'Freedonia', 'in_force', '1');
SELECT setval('public.factdb_publishedpolicy_id_seq', max(id)) FROM factdb_publishedpolicy;
INSERT INTO factdb_publishedpolicyevent ("id", "position", "on", "precision", "status", "note", "claim_id", "policy_id") VALUES
('1', '0', '2024-05-01', 'day', 'in_force', 'Begins.', '1', '1');
SELECT setval('public.factdb_publishedpolicyevent_id_seq', max(id)) FROM factdb_publishedpolicyevent;
INSERT INTO factdb_publishedrole ("id", "title", "organization_id", "person_id") VALUES
('2', 'Envoy', '1', '1');
SELECT setval('public.factdb_publishedrole_id_seq', max(id)) FROM factdb_publishedrole;
INSERT INTO factdb_publishedtally ("dimension", "value", "by", "by_value", "claims") VALUES
('', '', '', '', '1'),
('', '', 'kind', 'figure', '1'),
('', '', 'kind', 'statement', '0'),
('', '', 'outlet', '1', '1'),
('', '', 'policy', '1', '1'),
('', '', 'rating', 'unchecked', '1'),
('', '', 'speaker', '1', '1'),
('', '', 'year', '2024', '1'),
('attribution', 'organization', '', '', '0'),
('attribution', 'organization', 'kind', 'statement', '0'),
('attribution', 'organization', 'outlet', '1', '0'),
('attribution', 'organization', 'rating', 'unchecked', '0'),
('attribution', 'organization', 'year', '2024', '0'),
('attribution', 'person', '', '', '1'),
('attribution', 'person', 'kind', 'figure', '1'),
('attribution', 'person', 'outlet', '1', '1'),
('attribution', 'person', 'policy', '1', '1'),
('attribution', 'person', 'rating', 'unchecked', '1'),
('attribution', 'person', 'speaker', '1', '1'),
('attribution', 'person', 'year', '2024', '1'),
('kind', 'figure', '', '', '1'),
('kind', 'figure', 'kind', 'figure', '1'),
('kind', 'figure', 'outlet', '1', '1'),
('kind', 'figure', 'policy', '1', '1'),
('kind', 'figure', 'rating', 'unchecked', '1'),
('kind', 'figure', 'speaker', '1', '1'),
('kind', 'figure', 'year', '2024', '1'),
('kind', 'statement', '', '', '0'),
('kind', 'statement', 'kind', 'statement', '0'),
('kind', 'statement', 'outlet', '1', '0'),
('kind', 'statement', 'rating', 'unchecked', '0'),
('kind', 'statement', 'year', '2024', '0'),
('measure', '1', '', '', '1'),
('measure', '1', 'kind', 'figure', '1'),
('measure', '1', 'outlet', '1', '1'),
('measure', '1', 'policy', '1', '1'),
('measure', '1', 'rating', 'unchecked', '1'),
('measure', '1', 'speaker', '1', '1'),
('measure', '1', 'year', '2024', '1'),
('organization', '1', '', '', '0'),
('organization', '1', 'kind', 'statement', '0'),
('organization', '1', 'outlet', '1', '0'),
('organization', '1', 'rating', 'unchecked', '0'),
('organization', '1', 'year', '2024', '0'),
('outlet', '1', '', '', '1'),
('outlet', '1', 'kind', 'figure', '1'),
('outlet', '1', 'kind', 'statement', '0'),
('outlet', '1', 'outlet', '1', '1'),
('outlet', '1', 'policy', '1', '1'),
('outlet', '1', 'rating', 'unchecked', '1'),
('outlet', '1', 'speaker', '1', '1'),
('outlet', '1', 'year', '2024', '1'),
('person', '1', '', '', '1'),
('person', '1', 'kind', 'figure', '1'),
('person', '1', 'outlet', '1', '1'),
('person', '1', 'policy', '1', '1'),
('person', '1', 'rating', 'unchecked', '1'),
('person', '1', 'speaker', '1', '1'),
('person', '1', 'year', '2024', '1'),
('policy', '1', '', '', '1'),
('policy', '1', 'kind', 'figure', '1'),
('policy', '1', 'outlet', '1', '1'),
('policy', '1', 'policy', '1', '1'),
('policy', '1', 'rating', 'unchecked', '1'),
('policy', '1', 'speaker', '1', '1'),
('policy', '1', 'year', '2024', '1'),
('rating', 'unchecked', '', '', '1'),
('rating', 'unchecked', 'kind', 'figure', '1'),
('rating', 'unchecked', 'kind', 'statement', '0'),
('rating', 'unchecked', 'outlet', '1', '1'),
('rating', 'unchecked', 'policy', '1', '1'),
('rating', 'unchecked', 'rating', 'unchecked', '1'),
('rating', 'unchecked', 'speaker', '1', '1'),
('rating', 'unchecked', 'year', '2024', '1'),
('speaker', '1', '', '', '1'),
('speaker', '1', 'kind', 'figure', '1'),
('speaker', '1', 'outlet', '1', '1'),
('speaker', '1', 'policy', '1', '1'),
('speaker', '1', 'rating', 'unchecked', '1'),
('speaker', '1', 'speaker', '1', '1'),
('speaker', '1', 'year', '2024', '1');
INSERT INTO factdb_relation ("id", "kind", "note", "claim_id", "target_id") VALUES
('1', 'supports', '', '2', '1');
SELECT setval('public.factdb_relation_id_seq', max(id)) FROM factdb_relation;
INSERT INTO factdb_role ("id", "title", "started_on", "ended_on", "organization_id", "person_id") VALUES
('1', 'Envoy', '2020-01-01', NULL, '1', '1');
SELECT setval('public.factdb_role_id_seq', max(id)) FROM factdb_role;
INSERT INTO factdb_snapshot ("id", "sha256", "text", "taken_on", "note", "article_id") VALUES
('1', '8cb989b7af3abb8cfc3cc7a071d54e9509f1221e9bb7cdcec937454c25363fce', 'A line.
Guards took bribes at the border.
', NULL, '', '1');
SELECT setval('public.factdb_snapshot_id_seq', max(id)) FROM factdb_snapshot;
