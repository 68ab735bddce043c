"""Codes of what a register says: activities (AVG3xx) and retention (AVG4xx)."""

from __future__ import annotations

from avgrights.files.code import error, note, warning

REGISTER = (
    error(
        "AVG301",
        "a processing activity without a legal basis",
        "Processing is lawful only on one of the six grounds; which one also decides which rights "
        "a person has.",
        "Add 'legal_basis: 6(1)(b)', or the ground that applies.",
        "GDPR 6(1)",
    ),
    error(
        "AVG302",
        "not one of the six legal bases",
        "The grounds are exhaustive: consent (a), contract (b), legal obligation (c), vital "
        "interests (d), public task (e), legitimate interests (f).",
        "Write 6(1)(a), 6(1)(b), 6(1)(c), 6(1)(d), 6(1)(e) or 6(1)(f).",
        "GDPR 6(1)",
    ),
    error(
        "AVG303",
        "a legal obligation or public task without its law",
        "The grounds (c) and (e) stand only on a law of the Union or the member state; the law "
        "must be named.",
        'Write {basis: 6(1)(c), law: "AWR 52(4)"}, with the law that obliges or empowers.',
        "GDPR 6(3)",
    ),
    warning(
        "AVG304",
        "a legitimate interest that is not named",
        "Whoever relies on 6(1)(f) tells the person which interest that is.",
        "Add 'interest:' with the interest that is served.",
        "GDPR 13(1)(d)",
    ),
    warning(
        "AVG305",
        "legitimate interest for the task of a public body",
        "Ground (f) is closed to public authorities in the performance of their tasks; it remains "
        "open for ordinary business, such as the safety of a building.",
        "Name the public task and its law under 6(1)(e), or say 'business_operations: true'.",
        "GDPR 6(1), last sentence",
    ),
    warning(
        "AVG306",
        "consent without how it is given",
        "The controller must be able to show that consent was given, and withdrawing must be as "
        "easy as giving.",
        'Write {basis: 6(1)(a), consent: "how it is given"}.',
        "GDPR 7(1)",
    ),
    error(
        "AVG307",
        "a law that is no longer in force",
        "The Wet bescherming persoonsgegevens (Wbp) was repealed when the GDPR came to apply; "
        "nothing rests on it any more.",
        "Name the article of the GDPR, the UAVG or the special law that replaced it.",
        "UAVG 51",
    ),
    error(
        "AVG308",
        "a national identification number without its law",
        "A BSN is used only where a law says so, for the purpose that the law names.",
        'Write national_id: {law: "…"}, or take the number out of the data.',
        "UAVG 46(1)",
    ),
    warning(
        "AVG309",
        "a BSN among the data, and no law for it",
        "A BSN is used only where a law says so, for the purpose that the law names.",
        'Add national_id: {law: "…"}, or take the number out of the data.',
        "UAVG 46(1)",
    ),
    error(
        "AVG310",
        "a special category without an exception that allows it",
        "Processing special categories is prohibited, save for the exceptions (a) to (j).",
        'Add exception: "9(2)(g)", or the one that applies, and the law beside it.',
        "GDPR 9(2)",
    ),
    warning(
        "AVG311",
        "data that look like a special category",
        "Health, origin, belief, union membership, biometrics, genetics and sexual life fall under "
        "a prohibition; the register must say on which exception they are used.",
        "Add it under 'special_categories', or choose a word that says what the data is.",
        "GDPR 9(1)",
    ),
    error(
        "AVG312",
        "criminal data without its law",
        "Data on convictions and offences is processed under official authority or where a law "
        "authorises it.",
        'Write criminal_data: {law: "UAVG 32"}, or the law that applies.',
        "GDPR 10; UAVG 31-33",
    ),
    warning(
        "AVG313",
        "a transfer without a safeguard",
        "A transfer outside the EEA needs an adequacy decision or a safeguard, and the register "
        "documents it.",
        "Add 'safeguard:' to the transfer.",
        "GDPR 30(1)(e), 44-49",
    ),
    warning(
        "AVG314",
        "a recipient outside the EEA, and no transfer",
        "Data that goes to a recipient in a third country is a transfer, which the register lists "
        "with its safeguard.",
        "Add the country under 'transfers'.",
        "GDPR 30(1)(e)",
    ),
    warning(
        "AVG315",
        "nothing is said about recipients",
        "The register names the categories of recipients. An empty list says that there are none.",
        "Add 'recipients:', or 'recipients: []'.",
        "GDPR 30(1)(d)",
    ),
    warning(
        "AVG316",
        "nothing is said about security",
        "Where possible the register describes the measures that protect the data.",
        "Add 'security:' with the measures in general terms.",
        "GDPR 30(1)(g)",
    ),
    warning(
        "AVG317",
        "no categories of data subjects",
        "The register describes whom the data is about.",
        "Name them under 'data_subjects'.",
        "GDPR 30(1)(c)",
    ),
    warning(
        "AVG318",
        "no categories of personal data",
        "The register describes which data is processed; the access copy is built on it.",
        "Name them under 'data'.",
        "GDPR 30(1)(c)",
    ),
    warning(
        "AVG319",
        "the controller cannot be reached",
        "The register and every privacy statement name the controller and its contact details.",
        "Add an address, a telephone number, an e-mail address or a website.",
        "GDPR 30(1)(a)",
    ),
    warning(
        "AVG320",
        "the DPO cannot be reached",
        "The contact details of the data protection officer (FG) are published.",
        "Add an e-mail address or a postal address under 'dpo'.",
        "GDPR 30(1)(a), 37(7)",
    ),
    warning(
        "AVG321",
        "requests go to the DPO",
        "The DPO supervises independently and gets no task that conflicts with that. Taking in and "
        "deciding on requests is the controller's own work.",
        "Name a desk of the controller under 'rights_desk'; the DPO can still be asked for advice.",
        "GDPR 38(3), 38(6)",
    ),
    warning(
        "AVG322",
        "data of which nobody knows whence it came",
        "A person is told from which source data comes that was not collected from them.",
        "Add 'source:', or 'provided_by_subject: true'.",
        "GDPR 14(2)(f)",
    ),
    error(
        "AVG323",
        "two activities of one id",
        "Cases, plans and the journal name an activity by its id.",
        "Give one of the two another id.",
    ),
    warning(
        "AVG324",
        "an open point",
        "The source leaves this open, and the register says so. It stays a warning until somebody "
        "decides.",
        "Decide it, fill it in, and take the line out of 'open'.",
    ),
    warning(
        "AVG325",
        "automated decisions without a ground",
        "A decision without a person in it needs a law, or a contract or consent with a way to "
        "have a person look.",
        "Add 'law:' or 'human_review:' under 'automated_decisions'.",
        "GDPR 22(2), 22(3)",
    ),
    warning(
        "AVG326",
        "profiling on the ground of UAVG 40",
        "UAVG 40(1) allows automated decisions for a legal obligation or a public task other than "
        "on the basis of profiling.",
        "Name the law that allows profiling with measures of its own.",
        "UAVG 40(1)",
    ),
    warning(
        "AVG327",
        "nothing is said about profiling",
        "The registers of the Wjsg and the Wpg must state whether profiling is used.",
        "Add 'automated_decisions:', or 'automated_decisions: null' to say that there are none.",
        "Wjsg 26c(1)(e); Wpg 31d(1)(e)",
    ),
    warning(
        "AVG328",
        "reviewed on a day that is still to come",
        "The day of the last review lies in the past.",
        "Mend the date under 'reviewed'.",
    ),
    note(
        "AVG329",
        "never reviewed",
        "A register that nobody looks at falls behind what is really done.",
        "Look it through and add 'reviewed:' with the day.",
        "GDPR 5(2)",
    ),
    error(
        "AVG330",
        "two registers of one name",
        "Commands, plans and the journal name a register by its name.",
        "Give one of the two another name under 'register'.",
    ),
    warning(
        "AVG331",
        "no way to send in a request",
        "A person is helped to use their rights; without an address they cannot.",
        "Add 'rights_desk:' with an e-mail address or a postal address.",
        "GDPR 12(2)",
    ),
    warning(
        "AVG332",
        "a register without activities",
        "A register records the processing activities; an empty one records nothing.",
        "Add the first activity.",
        "GDPR 30(1)",
    ),
    note(
        "AVG333",
        "no impact assessment for special or criminal data",
        "Large-scale processing of special categories or criminal data calls for an assessment "
        "beforehand.",
        "Add 'dpia:' with its reference and date, or why none is needed.",
        "GDPR 35(3)(b)",
    ),
)

RETENTION = (
    error(
        "AVG401",
        "an incomplete retention rule",
        "Data must not be kept without a term that can be counted: how long, after what, from "
        "which day. The law has no default, and neither has avgrights.",
        "Add the key; or say under 'open' what is not known yet: the rule then purges nothing.",
        "GDPR 5(1)(e), 30(1)(f)",
    ),
    warning(
        "AVG402",
        "an incomplete rule purges nothing",
        "The rule says what is open, so it loads; until it is complete its data stays.",
        "Complete the rule when the open point is decided.",
        "GDPR 5(1)(e)",
    ),
    warning(
        "AVG403",
        "a purpose without a retention term",
        "Data is kept no longer than its purpose needs; without a term nothing is ever purged.",
        "Add a rule under 'retention', or say under 'open' what is not known yet.",
        "GDPR 5(1)(e), 30(1)(f)",
    ),
    warning(
        "AVG404",
        "a selection list without its last day",
        "A selection list holds for a limited time; without its last day nobody sees it end.",
        "Add 'valid_until:' with the day from the decree.",
        "Archiefbesluit 1995, 2(2)",
    ),
    warning(
        "AVG405",
        "no entry of a selection list",
        "Records of a public body are destroyed only under a selection list (selectielijst) that "
        "says after which term.",
        'Add selection_list: {list: "Stcrt. …", category: "…", valid_until: …}.',
        "Archiefwet 1995, 5",
    ),
    warning(
        "AVG406",
        "a selection list that is no longer valid",
        "A selection list holds for a limited time; afterwards it is no ground to destroy.",
        "Name the list that took its place.",
        "Archiefbesluit 1995, 2(2)",
    ),
    error(
        "AVG407",
        "two retention rules of one id",
        "Plans, evidence and certificates name a rule by its id.",
        "Give one of the two another id.",
    ),
    error(
        "AVG408",
        "a rule for a dataset that the data map lacks",
        "What is not in the data map cannot be found, and so not be purged.",
        "Add the dataset to data-map.yaml, or mend the name.",
    ),
    error(
        "AVG409",
        "a rule for a dataset of another activity",
        "The data map says which activities use a dataset; the last of their terms counts.",
        "Add the activity to the dataset's 'activities' in data-map.yaml, or mend the name.",
    ),
    error(
        "AVG410",
        "an event that the dataset does not know",
        "The term starts at an event; the data map says which column holds its day.",
        "Add the event to the dataset's 'events' in data-map.yaml, or mend the name.",
    ),
    error(
        "AVG411",
        "the end of the book year is not known",
        "A term that counts from the end of the book year needs to know when book years end.",
        "Add 'book_year_ends: 12-31', or the name of an event of the data map.",
        "AWR 52(4)",
    ),
    warning(
        "AVG413",
        "a book year's end that is not used",
        "The rule counts from another day, so this value does nothing.",
        "Write 'count_from: end of book year', or take the key out.",
    ),
    warning(
        "AVG414",
        "a transfer is not carried out",
        "Transferring records to an archive is not carried out by this version; a rule that asks "
        "for it purges nothing.",
        "Hand the records over by your own procedure; until then nothing of them is erased. Write "
        "'then: erase' or 'then: anonymise' only where the law asks for no transfer.",
    ),
    note(
        "AVG415",
        "a term without a reason",
        "A term rests on a law, a selection list or a promise; whoever signs the destruction wants "
        "to know which.",
        "Add 'because:' with the source.",
        "GDPR 5(2)",
    ),
    warning(
        "AVG417",
        "a legal minimum without a law",
        "'minimum: true' says that a law obliges to keep the data, and stops an erasure; the "
        "activity names no law that does.",
        "Add {basis: 6(1)(c), law: …} to the activity, or write 'minimum: false'.",
        "GDPR 17(3)(b)",
    ),
)
