"""Forms of verbs that several parts of extraction go by."""

from __future__ import annotations

from typing import Final

# Third persons of verbs that news is made of and that are seldom nouns.
THIRD_PERSONS: Final = frozenset(
    "abandons abolishes absorbs accelerates accepts accompanies accuses achieves acknowledges acquires"
    " adds admits adopts advises affects agrees aims allocates allows amends announces anticipates"
    " apologises apologizes appears applies appoints approves argues arrives asks assembles asserts"
    " assesses assigns assists assumes assures attends attracts authorises authorizes awaits becomes"
    " begins believes belongs blames borrows brings builds cancels carries ceases celebrates chairs"
    " circulates cites claims clarifies collects combines comes commits communicates compares compels"
    " competes complains completes complies comprises concedes concludes condemns conducts confirms"
    " confronts congratulates considers consists constitutes consults contains contends continues"
    " contradicts contributes converts cooperates coordinates corresponds creates criticises criticizes"
    " cultivates decides declares declines dedicates defends defines delivers demands denies departs"
    " depends deploys deprives describes deserves destroys detains detects determines develops differs"
    " diminishes disagrees disappears discloses discovers discusses dismisses disputes distributes"
    " dominates donates elects eliminates emerges emphasises emphasizes employs empowers enables"
    " encourages endorses enforces engages enhances enjoys ensures enters escapes establishes estimates"
    " evaluates exceeds excludes exists expects expels explains explores exposes expresses extends faces"
    " fails falls favours fears feels finds flies follows forbids forgets fulfils generates gets gives"
    " goes governs happens hates hears helps highlights holds hopes identifies ignores illustrates"
    " implements implies imposes impresses improves inaugurates includes incorporates indicates informs"
    " inherits initiates insists inspects inspires installs instructs intends intensifies interrupts"
    " introduces invades investigates invites joins justifies keeps knows lacks lasts launches leads"
    " learns leaves lies listens lives loses lowers maintains makes means meets needs negotiates"
    " nominates notes objects observes obtains occupies occurs opens opposes orders organises organizes"
    " originates overlooks oversees owes owns participates pays persuades pleads possesses postpones"
    " praises precedes predicts prefers prepares preserves prevents proclaims produces prohibits"
    " promises promotes proposes prosecutes protects proves provides provokes publishes pursues puts"
    " qualifies raises realises realizes reassures recalls receives recognises recognizes recommends"
    " reduces reflects refuses regrets reiterates rejects relates relies remains reminds removes renews"
    " repeats replies represents requires resembles resides resigns resists resolves respects responds"
    " restores restricts retains retires returns reveals revises rises runs satisfies says secures seeks"
    " seems sees sells sends serves shows sits solves speaks speculates spends stands starts stays stops"
    " submits succeeds suffers suggests supervises supports surrounds survives suspends sustains swears"
    " takes teaches tells terminates testifies thinks threatens transforms tries turns undergoes"
    " underlines undermines understands undertakes unites unveils upholds urges uses vetoes violates"
    " visits wants warns weakens welcomes wins wishes withdraws withholds works worries writes".split()
)
