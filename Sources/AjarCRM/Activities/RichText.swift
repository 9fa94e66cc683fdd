import AjarCore
import AjarMail
import AjarResource

/// A text that is kept twice: as words, and as the HTML that people see (reference 2.11).
enum RichText {
    static let empty: String = "<body></body>"

    /// Setting one overwrites the other; the rich one wins when both are given. Only what is on the
    /// sanitizer's list is ever stored, so that no page has to clean it again.
    static func rule(_ plain: String, _ rich: String) -> Rule {
        { change, _ in
            guard !change.isDeletion, change.errors.isEmpty else { return }
            if change.isGiven(rich), change.input[rich]?.isNull == false, let html = change.new[rich].string {
                let clean = Sanitizer.richText(html)
                change.new[rich] = .string(clean)
                change.new[plain] = .string(PlainText.from(html: clean))
            } else if change.isGiven(plain) || change.isGiven(rich) {
                if !change.isGiven(plain) { change.new[plain] = "" }
                change.new[rich] = .string(html(of: change.new[plain].string ?? ""))
            }
        }
    }

    static func clean(_ html: String) -> String { Sanitizer.richText(html) }

    static func html(of text: String) -> String { Sanitizer.richText(HTMLBody.from(text: text)) }
}
