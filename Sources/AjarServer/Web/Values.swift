import AjarCRM
import AjarCore
import AjarResource
import AjarStore
import HTTPTypes
import HummingbirdCore

/// What a template is given.
typealias Values = [String: any Sendable]

extension JSON {
    /// Empty texts and nulls are left out: to a template they are not there.
    var value: (any Sendable)? {
        switch self {
        case .null: nil
        case .bool(let flag): flag
        case .int(let number): number
        case .double(let number): number
        case .string(let text): text.isEmpty ? nil : text
        case .array(let items): items.isEmpty ? nil : items.compactMap(\.value) as [any Sendable]
        case .object: values
        }
    }

    var values: Values {
        var values: Values = [:]
        for (name, value) in object?.members ?? [] { values[name] = value.value }
        return values
    }
}

/// How pages write what is kept in another shape.
enum Words {
    /// `4 Nov 2026, 09:05`: what is seen until the browser puts it into its own time zone.
    static func moment(_ text: String?) -> Values? {
        guard let text, let moment = Timestamp(iso: text) else { return day(text) }
        let date = moment.date()
        let minutes = moment.micros / 60_000_000 % 1440
        return ["iso": text, "text": "\(day(date)), \(two(minutes / 60)):\(two(minutes % 60))"]
    }

    private static func day(_ text: String?) -> Values? {
        guard let text, let date = CivilDate(iso: text) else { return nil }
        return ["iso": text, "text": day(date)]
    }

    private static func day(_ date: CivilDate) -> String {
        "\(date.day) \(months[date.month - 1]) \(date.year)"
    }

    private static func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }

    private static let months: [String] = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ]

    /// `Delete leads` of `delete_leads`: a name of the API in words.
    static func plain(_ name: String) -> String {
        let words = name.split(separator: "_").joined(separator: " ")
        return "\(words.prefix(1).uppercased())\(words.dropFirst())"
    }

    /// `Ada Lovelace` of `Ada Lovelace <ada@example.com>`.
    static func person(_ mailbox: String) -> String {
        guard let bracket = mailbox.firstIndex(of: "<") else { return mailbox }
        let name = mailbox[..<bracket].trimmed.filter { $0 != "\"" }
        return name.isEmpty ? address(mailbox) : name
    }

    static func address(_ mailbox: String) -> String {
        guard let open = mailbox.firstIndex(of: "<") else { return mailbox.trimmed }
        return mailbox[mailbox.index(after: open)...].prefix { $0 != ">" }.trimmed
    }

    /// One or two letters that stand for somebody.
    static func initials(_ name: String) -> String {
        let words = name.split { !$0.isLetter && !$0.isNumber }.prefix(2)
        let letters = words.compactMap(\.first).map { String($0).uppercased() }.joined()
        return letters.isEmpty ? "·" : letters
    }

    /// One of six calm colours, always the same for a name.
    static func hue(_ name: String) -> Int {
        name.unicodeScalars.reduce(0) { ($0 &* 31 &+ Int($1.value)) & 0xFFFF } % 6
    }

    static func money(_ cents: Int) -> String { money(cents, symbol: "$") }

    static func money(_ cents: Int, symbol: String) -> String {
        var digits = String(abs(cents) / 100)
        var grouped = ""
        while digits.count > 3 {
            grouped = ",\(digits.suffix(3))\(grouped)"
            digits.removeLast(3)
        }
        return "\(cents < 0 ? "−" : "")\(symbol)\(digits)\(grouped)"
    }
}
