"""What each feature of style is, for somebody who reads newspapers; units stand with the words."""

from __future__ import annotations

from collections.abc import Mapping

_SENTENCE = "for each sentence"
_HUNDRED = "in 100 words"
_SHARE = "% of the words"
_SENTENCES = "% of the sentences"

# Feature: (what is counted, its unit)
_TOLD: Mapping[str, tuple[str, str]] = {
    "word length": ("letters of a word", "on average"),
    "word rarity": ("how uncommon its words are", "(1 common, 5 rare)"),
    "articles": ("a, an, the", _HUNDRED), "demonstratives": ("this, that, these, those, such", _HUNDRED),
    "first person": ("I, we, our and the like", _HUNDRED), "second person": ("you, your", _HUNDRED),
    "third person": ("he, she, they and the like", _HUNDRED), "it": ("it, its", _HUNDRED),
    "be": ("is, are, was and the like", _HUNDRED), "have": ("has, have, had", _HUNDRED),
    "do": ("do, does, did", _HUNDRED), "modals": ("can, could, will, would and the like", _HUNDRED),
    "negation": ("not, no, never and the like", _HUNDRED), "prepositions": ("of, in, to, for and the like", _HUNDRED),
    "as, while, amid": ("as, while, amid and the like", _HUNDRED), "and": ("and", _HUNDRED),
    "but, or, so": ("but, or, so, because and the like", _HUNDRED), "relatives": ("who, which, what", _HUNDRED),
    "said": ("said, told, asked", _HUNDRED),
    "formal reporting": ("stated, noted, emphasized and the like", _HUNDRED),
    "everyday verbs": ("get, go, make and other everyday verbs", _HUNDRED),
    "excess words": ("words that language models overuse, such as delve or pivotal", _HUNDRED),
    "connectives": ("moreover, however, additionally and the like", _HUNDRED),
    "intensifiers": ("very, highly, significantly and the like", _HUNDRED),
    "hedges": ("perhaps, likely, often and the like", _HUNDRED),
    "vague quantity": ("many, various, several and the like", _HUNDRED),
    "time words": ("today, now, recently and the like", _HUNDRED),
    "contractions": ("isn't, we'll and the like", _HUNDRED),
    "spelled numbers": ("numbers written as words", _HUNDRED), "endings -ing": ("words ending in -ing", _HUNDRED),
    "endings -ed": ("words ending in -ed", _HUNDRED), "endings -ly": ("words ending in -ly", _HUNDRED),
    "nouns in -tion, -ment, -ness, -ity": ("abstract nouns in -tion, -ment, -ness, -ity", _HUNDRED),
    "numbers": ("numbers in figures", _HUNDRED), "possessives": ("words with 's", _HUNDRED),
    "sentence length": ("words of a sentence", "on average"),
    "sentence length spread": ("how far sentences differ in length", "words"),
    "sentence length variation": ("how far sentences differ in length, beside the average", "times"),
    "short sentences": ("sentences of fewer than 10 words", _SENTENCES),
    "long sentences": ("sentences of more than 30 words", _SENTENCES),
    "word length spread": ("how far words differ in length", "letters"),
    "long words": ("words of 8 letters or more", _SHARE), "very long words": ("words of 11 letters or more", _SHARE),
    "rare words": ("rare words", _SHARE), "uncommon words": ("words that are not among the commonest", _SHARE),
    "repeated vocabulary": ("words used again within 80 words", _SHARE),
    "words used once": ("words used once within 80 words", _SHARE),
    "quoted words": ("words inside quotation marks", _SHARE),
    "-ing after a comma": ("a comma and a word in -ing (\", marking a step\")", _HUNDRED),
    "comment phrases": ("phrases that comment instead of report, such as \"plays a role\"", _HUNDRED),
    "sentences opening with a pronoun": ("sentences that open with he, we, it and the like", _SENTENCES),
    "sentences opening with and, but": ("sentences that open with and, but, so", _SENTENCES),
    "sentences opening with a connective": ("sentences that open with however and the like", _SENTENCES),
    "sentences opening with this, these": ("sentences that open with this or these", _SENTENCES),
    "sentences opening with -ing": ("sentences that open with a word in -ing", _SENTENCES),
    "passive verbs": ("passive verbs (was made)", _HUNDRED),
    "lists of three": ("lists of three (a, b, and c)", _HUNDRED),
    "opening sentence length": ("words of the first sentence", ""),
}


def meaning(name: str) -> str:
    """What the feature counts."""
    return _TOLD[name][0] if name in _TOLD else name.removesuffix(" per sentence")


def unit(name: str) -> str:
    """What a value of the feature is counted in, with a space before it; '' where it goes without saying."""
    told = _TOLD[name][1] if name in _TOLD else _SENTENCE
    return f" {told}" if told else ""

