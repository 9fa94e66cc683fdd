import AjarCRM
import AjarCore

/// The inputs for what an organization defined itself, on whatever has such fields.
struct CustomInput: Sendable {
    let users: [FormField.Option]
    let contacts: [FormField.Option]

    /// What the fields need to know is asked for only where one needs it.
    init(for definitions: [JSON], contacts: [JSON], _ visitor: Visitor) async throws {
        let types = Set(definitions.compactMap { $0["type"].string })
        users = types.contains("user") ? try await visitor.users() : []
        self.contacts = contacts.map {
            FormField.Option(
                $0["id"].string ?? "", $0["display_name"].string ?? $0["name"].string ?? "Unknown")
        }
    }

    /// Nil for what a page can't ask for: hidden fields, moments, other objects.
    func field(_ definition: JSON) -> FormField? {
        guard let id = definition["id"].string, let kind = kind(definition) else { return nil }
        return FormField(
            "custom.\(id)", definition["name"].string ?? id, kind, hint: definition["description"].string,
            isRequired: definition["required"].bool == true)
    }

    private func kind(_ definition: JSON) -> FormField.Kind? {
        let isMany = definition["accepts_multiple_values"].bool == true
        func chosen(_ options: [FormField.Option]) -> FormField.Kind {
            isMany ? .many(options) : .choice([FormField.Option("", "–")] + options)
        }
        switch definition["type"].string {
        case "text": return .text
        case "textarea": return .area
        case "number": return .number
        case "date": return .date
        case "user": return chosen(users)
        case "contact": return chosen(contacts)
        case "choices":
            let choices = definition["choices"].array?.compactMap(\.string) ?? []
            return chosen(choices.map { FormField.Option($0, $0) })
        default: return nil
        }
    }

    /// The values of an object, each as a line for people.
    func lines(_ object: JSON, _ definitions: [JSON]) -> [Values] {
        let names = Dictionary((users + contacts).map { ($0.value, $0.label) }, uniquingKeysWith: { $1 })
        return definitions.compactMap { definition in
            let value = object["custom.\(definition["id"].string ?? "")"]
            let shown = (value.array ?? [value]).filter { !$0.isNull }
                .map { item in names[item.string ?? ""] ?? LeadFact.text(item) }
            guard !shown.isEmpty, definition["type"].string != "hidden" else { return nil }
            return [
                "line_label": definition["name"].string ?? "", "line_text": shown.joined(separator: ", "),
            ]
        }
    }
}
