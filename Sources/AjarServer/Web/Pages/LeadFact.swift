import AjarCRM
import AjarCore
import AjarResource
import AjarStore

/// A field of a lead that is changed where it stands.
struct LeadFact: Sendable {
    let name: String
    let label: String
    let type: String
    let choices: [String]
    let isMany: Bool

    private static let ours: [LeadFact] = [
        LeadFact(name: "url", label: "Website", type: "url", choices: [], isMany: false),
        LeadFact(name: "description", label: "About", type: "textarea", choices: [], isMany: false),
    ]

    static func all(_ visitor: Visitor) async throws -> [LeadFact] {
        ours
            + (try await visitor.list("custom_field/lead", ["_limit": "100"])).compactMap { field in
                guard let id = field["id"].string, let type = field["type"].string, type != "hidden" else {
                    return nil
                }
                return LeadFact(
                    name: "custom.\(id)", label: field["name"].string ?? id, type: type,
                    choices: (field["choices"].array ?? []).compactMap(\.string),
                    isMany: field["accepts_multiple_values"].bool == true)
            }
    }

    func values(_ lead: JSON) -> Values {
        let text = Self.text(lead[name])
        var values: Values = ["fact": name, "fact_label": label, "fact_text": text]
        switch type {
        case _ where isMany: values["is_shown"] = true
        case "textarea": values["is_long"] = true
        case "choices":
            values["is_choice"] = true
            values["options"] = choices.map { choice -> Values in
                choice == text ? ["option": choice, "is_current": true] : ["option": choice]
            }
        case "text": values["input"] = "text"
        case "number":
            values["input"] = "number"
            values["is_number"] = true
        case "date": values["input"] = "date"
        case "url": values["input"] = "url"
        default: values["is_shown"] = true
        }
        if values["input"] != nil { values["is_input"] = true }
        return values
    }

    /// What somebody typed, as the API takes it. Nothing typed is no value.
    func value(_ text: String?) throws -> JSON {
        guard let text else { return name == "description" ? .string("") : .null }
        guard type == "number" else { return .string(text) }
        if let number = Int(text) { return .int(number) }
        guard let number = Double(text), number.isFinite else {
            throw AjarError.invalid(label, "Please write a number.")
        }
        return .double(number)
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
