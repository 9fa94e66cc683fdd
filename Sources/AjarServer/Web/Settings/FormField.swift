import AjarCore
import AjarResource

/// One input of a form: how it is drawn, and how what comes back is read into the body of a request.
struct FormField: Sendable {
    enum Kind: Sendable {
        case text, email, url, secret, number, date, area, check
        /// Amounts are typed in whole units and kept in hundredths.
        case money
        case choice([Option])
        case many([Option])
        /// One text a line.
        case lines
        case hidden
    }

    struct Option: Sendable {
        let value: String
        let label: String

        init(_ value: String, _ label: String) {
            self.value = value
            self.label = label
        }
    }

    let name: String
    let label: String
    let kind: Kind
    var hint: String?
    var placeholder: String?
    var isRequired: Bool = false
    var value: JSON = .null

    init(
        _ name: String, _ label: String, _ kind: Kind = .text, hint: String? = nil,
        placeholder: String? = nil,
        isRequired: Bool = false, value: JSON = .null
    ) {
        self.name = name
        self.label = label
        self.kind = kind
        self.hint = hint
        self.placeholder = placeholder
        self.isRequired = isRequired
        self.value = value
    }

    func holding(_ object: JSON) -> FormField {
        var field = self
        field.value = object[name]
        return field
    }

    // MARK: - Reading

    func read(_ form: [String: String]) -> JSON {
        let typed = form.typed(name)
        switch kind {
        case .text, .email, .url, .secret, .date, .area, .choice, .hidden: return JSON(typed)
        case .number: return typed.map(Self.number) ?? .null
        case .money: return typed.map { Self.cents($0).map(JSON.int) ?? .string($0) } ?? .null
        case .check: return .bool(form[name] != nil)
        case .many(let options):
            return .array(options.filter { form["\(name):\($0.value)"] != nil }.map { .string($0.value) })
        case .lines:
            let lines = (typed ?? "").split(whereSeparator: \.isNewline).map(\.trimmed).filter { !$0.isEmpty }
            return lines.isEmpty ? .null : .array(lines.map(JSON.string))
        }
    }

    /// What is no number is sent as it is: the API says so.
    private static func number(_ text: String) -> JSON {
        if let whole = Int(text) { return .int(whole) }
        guard let number = Double(text), number.isFinite else { return .string(text) }
        return .double(number)
    }

    /// `1,250.50` is 125050; nil when it is no amount.
    static func cents(_ text: String) -> Int? {
        let plain = text.filter { $0 != "," && $0 != " " && $0 != "$" && $0 != "€" && $0 != "£" }
        let parts = plain.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
        guard let whole = Int(parts[0]), abs(whole) < 10_000_000_000_000 else { return nil }
        guard parts.count == 2 else { return whole * 100 }
        guard (1...2).contains(parts[1].count), parts[1].allSatisfy(\.isNumber), let rest = Int(parts[1])
        else { return nil }
        let hundredths = parts[1].count == 1 ? rest * 10 : rest
        return plain.hasPrefix("-") ? whole * 100 - hundredths : whole * 100 + hundredths
    }

    // MARK: - Drawing

    var values: Values {
        var values: Values = ["field_name": name, "field_label": label, "field_value": text]
        values["field_hint"] = hint
        values["field_place"] = placeholder
        if isRequired { values["field_required"] = true }
        switch kind {
        case .text: values.merge(Self.input("text")) { $1 }
        case .money, .number:
            values.merge(Self.input("text")) { $1 }
            values["input_mode"] = "decimal"
        case .email: values.merge(Self.input("email")) { $1 }
        case .url: values.merge(Self.input("url")) { $1 }
        case .secret: values.merge(Self.input("password")) { $1 }
        case .date: values.merge(Self.input("date")) { $1 }
        case .area, .lines: values["is_area"] = true
        case .check:
            values["is_check"] = true
            if value.bool == true { values["is_checked"] = true }
        case .choice(let options):
            values["is_choice"] = true
            values["options"] = options.map { option($0, isChosen: $0.value == (value.string ?? "")) }
        case .many(let options):
            let chosen = Set(value.array?.compactMap(\.string) ?? [])
            values["is_many"] = true
            values["options"] = options.map { option($0, isChosen: chosen.contains($0.value)) }
        case .hidden: values["is_hidden"] = true
        }
        return values
    }

    private static func input(_ type: String) -> Values { ["is_input": true, "input_type": type] }

    private func option(_ option: Option, isChosen: Bool) -> Values {
        var values: Values = ["option_value": option.value, "option_label": option.label]
        if isChosen { values["is_chosen"] = true }
        return values
    }

    private var text: String {
        switch kind {
        case .secret: return ""
        case .lines: return value.array?.compactMap(\.string).joined(separator: "\n") ?? ""
        case .money:
            guard let cents = value.int else { return value.string ?? "" }
            let rest = abs(cents % 100)
            return rest == 0 ? "\(cents / 100)" : "\(cents / 100).\(rest < 10 ? "0" : "")\(rest)"
        default:
            return value.string ?? value.int.map { String($0) } ?? value.number.map { String($0) } ?? ""
        }
    }
}

extension [FormField] {
    /// The members of a request's body; what was left empty is sent as null.
    func read(_ form: [String: String]) -> JSONObject {
        JSONObject(map { (key: $0.name, value: $0.read(form)) })
    }

    func holding(_ object: JSON) -> [FormField] { map { $0.holding(object) } }
}
