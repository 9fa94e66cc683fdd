/// The marks that WhatsApp knows: `*bold*`, `_italic_`, `~struck~`, `` `code` `` and blocks between three
/// backticks.
enum WhatsAppMarkdown {
    static func html(_ text: String) -> String { "<body>" + blocks(text, asHTML: true) + "</body>" }

    /// The words without the marks.
    static func plain(_ text: String) -> String { blocks(text, asHTML: false) }

    private static func blocks(_ text: String, asHTML: Bool) -> String {
        var out = ""
        let parts = text.split(separator: "```", omittingEmptySubsequences: false)
        for (index, part) in parts.enumerated() {
            let isCode = index % 2 == 1 && index < parts.count - 1
            if isCode {
                out += asHTML ? "<code>\(escaped(part))</code>" : String(part)
            } else {
                // Three backticks that nothing closes are only three backticks.
                if index % 2 == 1 { out += "```" }
                out += line(Array(part), asHTML, depth: 0)
            }
        }
        return out
    }

    private static let marks: [Character: String] = ["*": "strong", "_": "em", "~": "s", "`": "code"]

    private static func line(_ text: [Character], _ asHTML: Bool, depth: Int) -> String {
        var out = ""
        var index = 0
        while index < text.count {
            let character = text[index]
            if depth < 8, let tag = marks[character], let end = closing(character, in: text, from: index) {
                let inside = Array(text[(index + 1)..<end])
                let inner =
                    character == "`" ? plainOrEscaped(inside, asHTML) : line(inside, asHTML, depth: depth + 1)
                out += asHTML ? "<\(tag)>\(inner)</\(tag)>" : inner
                index = end + 1
            } else {
                out += plainOrEscaped([character], asHTML)
                index += 1
            }
        }
        return out
    }

    /// Where the mark that opens at `start` closes: on the same line, hugging its words from both sides, and
    /// not so far away that a text full of marks would take long.
    private static func closing(_ mark: Character, in text: [Character], from start: Int) -> Int? {
        let opensWord = start == 0 || !(text[start - 1].isLetter || text[start - 1].isNumber)
        guard opensWord, start + 2 < text.count, !text[start + 1].isWhitespace, text[start + 1] != mark else {
            return nil
        }
        for index in (start + 2)..<min(text.count, start + 4000) {
            if text[index].isNewline { return nil }
            let endsWord = index + 1 == text.count || !(text[index + 1].isLetter || text[index + 1].isNumber)
            if text[index] == mark, endsWord, !text[index - 1].isWhitespace { return index }
        }
        return nil
    }

    private static func plainOrEscaped(_ text: [Character], _ asHTML: Bool) -> String {
        asHTML ? escaped(Substring(String(text))) : String(text)
    }

    private static func escaped(_ text: Substring) -> String {
        var out = ""
        for character in text {
            switch character {
            case "&": out += "&amp;"
            case "<": out += "&lt;"
            case ">": out += "&gt;"
            case "\"": out += "&quot;"
            case "\n", "\r\n": out += "<br>"
            default: out.append(character)
            }
        }
        return out
    }
}
