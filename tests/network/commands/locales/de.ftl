sold-out = Ausverkauft.
ordered = { $count ->
    [one] Ein Stück { $item } für { $user }
   *[other] { $count } Stück { $item } für { $user }
}
public = Das sehen alle.
only-german-broken = { $missing }

command-order = bestellen
    .description = Bestellt etwas
    .aliases = kaufen, nehmen
    .option-item = ware
    .option-item-description = Was
    .option-count = anzahl
    .option-count-description = Wie viel
    .option-size = größe
    .option-size-description = Wie groß
    .choice-size-large = Riesig
    .choice-size-small = Klein
command-tag = notiz
    .description = Notizen
command-tag-show = zeigen
    .description = Zeigt eine Notiz
menu-report-it = Melden

greenroom-check = Das darfst du nicht.
greenroom-cooldown = Zu oft. Warte noch { $amount } { $unit ->
    [min] Minuten
    [h] Stunden
   *[s] Sekunden
}.
greenroom-yes = Ja
greenroom-no = Nein
greenroom-done = Erledigt.
greenroom-error = Da ging etwas schief ({ $incident }).
greenroom-missing = Die Option `{ $name }` fehlt.
greenroom-too-large = { $name } darf höchstens { $most } sein.
greenroom-usage = So geht es: `{ $usage }`
greenroom-help = hilfe
greenroom-commands = Befehle
greenroom-help-hint = `{ $command } Befehl` erklärt einen Befehl.
greenroom-also = Auch: { $names }
greenroom-unknown-but-like = `{ $name }` gibt es nicht. Meintest du { $names }?
greenroom-either = { $one } oder { $other }
greenroom-must-be-choice = { $name } muss eins von { $choices } sein, nicht `{ $value }`.
