sold-out = Sold out.
ordered = { $count ->
    [one] One { $item } for { $user }
   *[other] { $count } times { $item } for { $user }
}
public = All see this.
only-english = Only in English
