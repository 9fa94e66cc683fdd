import AjarCRM
import AjarCore
import AjarResource
import AjarStore

/// A field of a lead that is changed where it stands.
struct LeadFact: Sendable {
    let name: String
    private let label: String
    /// Nil for what is only shown.
    private let field: FormField?

    private static let ours: [FormField] = [
        FormField("url", "Website", .url), FormField("description", "About", .area),
    ]

    static func all(_ visitor: Visitor, contacts: [JSON]) async throws -> [LeadFact] {
        let definitions = try await visitor.list("custom_field/lead", ["_limit": "100"]).filter {
            $0["type"].string != "hidden"
        }
        let input = try await CustomInput(for: definitions, contacts: contacts, visitor)
        return ours.map { LeadFact(name: $0.name, label: $0.label, field: $0) }
            + definitions.map { definition in
                let id = definition["id"].string ?? ""
                return LeadFact(
                    name: "custom.\(id)", label: definition["name"].string ?? id,
                    field: input.field(definition))
            }
    }

    func values(_ lead: JSON) -> Values {
        let value = lead[name]
        var values: Values = ["fact": name, "fact_label": label, "fact_text": Self.text(value)]
        guard let field else {
            values["is_shown"] = true
            return values
        }
        switch field.kind {
        case .area, .lines: values["is_long"] = true
        case .choice(let options):
            values["is_choice"] = true
            values["options"] = Self.options(options, [value.string ?? ""])
        case .many(let options):
            let chosen = Set((value.array ?? [value]).compactMap(\.string))
            values["is_several"] = true
            values["options"] = Self.options(options, chosen)
            let labels = options.filter { chosen.contains($0.value) }.map(\.label)
            values["fact_text"] = labels.isEmpty ? "–" : labels.joined(separator: ", ")
        case .text, .email, .secret, .money, .check, .hidden: values["input"] = "text"
        case .number: values["input"] = "number"
        case .date: values["input"] = "date"
        case .url: values["input"] = "url"
        }
        if values["input"] != nil { values["is_input"] = true }
        return values
    }

    private static func options(_ options: [FormField.Option], _ chosen: Set<String>) -> [Values] {
        options.map { option in
            var values: Values = ["option": option.value, "option_label": option.label]
            if chosen.contains(option.value) { values["is_current"] = true }
            return values
        }
    }

    /// What the form has, as the API takes it. Nothing typed is no value.
    func value(_ form: [String: String]) throws -> JSON {
        guard let field else { throw AjarError.badRequest("The field can't be changed here.") }
        // The form of one fact calls its value what the fact is called.
        let value = field.read(form)
        if name == "description", value.isNull { return "" }
        if case .number = field.kind, value.string != nil {
            throw AjarError.invalid(label, "Please write a number.")
        }
        return value
    }

    /// A value as one line for people.
    static func text(_ value: JSON) -> String {
        switch value {
        case .null: ""
        case .bool(let flag): flag ? "Yes" : "No"
        case .int(let number): String(number)
        case .double(let number): String(number)
        case .string(let text): text
        case .array(let items): items.map(text).joined(separator: ", ")
        case .object: value.text
        }
    }
}
