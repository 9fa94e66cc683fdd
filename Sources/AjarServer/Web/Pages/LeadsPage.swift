import AjarCRM
import AjarCore
import AjarResource
import AjarStore
import HTTPTypes
import HummingbirdCore

/// `/leads/`: everybody one sells to, found by words.
struct LeadsPage: Sendable {
    private static let perPage: Int = 50

    let visitor: Visitor

    func answer() async throws -> Answer { visitor.isRead ? try await show() : try await make() }

    private func show(problem: String? = nil) async throws -> Answer {
        let query = visitor.parameters["query"]?.trimmed ?? ""
        let page = min(max(visitor.parameters["page"].flatMap { Int($0) } ?? 1, 1), 10_000)
        let skip = String((page - 1) * Self.perPage)
        let found: JSON
        do {
            found = try await visitor.get(
                "lead", ["query": query, "_limit": String(Self.perPage), "_skip": skip, "_fields": Self.fields])
        } catch AjarError.badRequest(let text) {
            return visitor.page("leads", title: "Leads", area: "leads", ["page_query": query, "problem": text], status: 400)
        }
        let rows = (found["data"].array ?? []).map(Self.row)
        var values: Values = ["page_query": query]
        if !rows.isEmpty { values["rows"] = rows } else { values[query.isEmpty ? "is_empty" : "found_none"] = true }
        if let total = found["total_results"].int { values["total"] = total }
        let encoded = PercentText.encode(query)
        if page > 1 { values["previous"] = "/leads/?query=\(encoded)&page=\(page - 1)" }
        if found["has_more"].bool == true { values["next"] = "/leads/?query=\(encoded)&page=\(page + 1)" }
        if let problem { values["problem"] = problem }
        return visitor.page("leads", title: "Leads", area: "leads", values, status: problem == nil ? 200 : 400)
    }

    private static let fields: String = "id,display_name,status_label,contacts,date_updated"

    private static func row(_ lead: JSON) -> Values {
        let name = lead["display_name"].string ?? "Untitled"
        let contacts = lead["contacts"].array ?? []
        let people = contacts.prefix(2).compactMap { $0["display_name"].string ?? $0["name"].string }
        var text = people.joined(separator: ", ")
        if contacts.count > 2 { text += " and \(contacts.count - 2) more" }
        var row: Values = [
            "id": lead["id"].string ?? "", "name": name, "initials": Words.initials(name), "hue": Words.hue(name),
            "people": text, "status": lead["status_label"].string ?? "",
        ]
        row["updated"] = Words.moment(lead["date_updated"].string)
        return row
    }

    /// A lead with its first contact, in one form.
    private func make() async throws -> Answer {
        let form = try await visitor.form()
        var contact = JSONObject([("name", .string(form.typed("contact") ?? ""))])
        if let email = form.typed("email") { contact["emails"] = [["email": .string(email), "type": "office"]] }
        let hasContact = form.typed("contact") != nil || form.typed("email") != nil
        var lead = JSONObject([("name", .string(form.typed("name") ?? form.typed("contact") ?? form.typed("email") ?? ""))])
        if hasContact { lead["contacts"] = .array([.object(contact)]) }
        do {
            let made = try await visitor.post("lead", lead)
            return .redirect("/lead/\(made["id"].string ?? "")/?done=created")
        } catch let error as AjarError {
            return try await show(problem: Problem.text(error))
        }
    }
}
