import AjarCRM
import AjarCore
import AjarResource
import AjarStore
import HTTPTypes
import HummingbirdCore

/// `/lead/{id}/`: all there is of a lead, and what can be done about it.
struct LeadPage: Sendable {
    let visitor: Visitor

    func answer() async throws -> Answer {
        guard visitor.segments.count == 2 else { throw AjarError.notFound("There is no such page.") }
        let id = visitor.segments[1]
        return visitor.isRead ? try await show(id) : try await change(id)
    }

    private func show(_ id: String, problem: String? = nil) async throws -> Answer {
        let lead = try await visitor.get("lead/\(try PathPart.checked(id))")
        let name = lead["display_name"].string ?? "Untitled"
        var values: Values = [
            "lead_id": id, "lead_name": lead["name"].string ?? "", "shown_name": name, "initials": Words.initials(name),
            "hue": Words.hue(name),
        ]
        values["statuses"] = try await statuses(lead["status_id"].string)
        values["contacts"] = (lead["contacts"].array ?? []).map(Self.person)
        values["lead_url"] = lead["url"].value
        values["description"] = lead["description"].value
        if visitor.has("task") { values["tasks"] = try await tasks(id) }
        if visitor.has("opportunity") { values["deals"] = (lead["opportunities"].array ?? []).map(Self.deal) }
        values["timeline"] = try await Timeline(visitor: visitor, lead: id).entries()
        if let problem { values["problem"] = problem }
        return visitor.page("lead", title: name, area: "leads", values, status: problem == nil ? 200 : 400)
    }

    private func statuses(_ current: String?) async throws -> [Values] {
        try await visitor.list("status/lead").map { status in
            var values = status.values
            if status["id"].string == current { values["is_current"] = true }
            return values
        }
    }

    private static func person(_ contact: JSON) -> Values {
        let name = contact["display_name"].string ?? contact["name"].string ?? "Unknown"
        let emails: [Values] = (contact["emails"].array ?? []).compactMap { $0["email"].string }.map { ["email": $0] }
        let phones: [Values] = (contact["phones"].array ?? []).compactMap { $0["phone"].string }.map { ["phone": $0] }
        var person: Values = [
            "person": name, "face": Words.initials(name), "tint": Words.hue(name), "emails": emails, "phones": phones,
        ]
        person["role"] = contact["title"].value
        return person
    }

    private func tasks(_ id: String) async throws -> [Values] {
        let today = visitor.api.engine.store.environs.clock.now.date().text
        let open = try await visitor.list(
            "task", ["lead_id": id, "is_complete": "false", "_type": "all", "_order_by": "date", "_limit": "50"])
        return open.map { task in
            let date = task["date"].string ?? ""
            var values: Values = [
                "task_id": task["id"].string ?? "", "task_text": task["text"].string ?? task["subject"].string ?? "Follow up",
            ]
            values["due"] = Words.moment(date)
            if String(date.prefix(10)) < today { values["is_late"] = true }
            return values
        }
    }

    private static func deal(_ deal: JSON) -> Values {
        var values: Values = ["deal_status": deal["status_label"].string ?? "", "deal_note": deal["note"].string ?? ""]
        values["deal_value"] = deal["value"].int.map(Words.money)
        if let confidence = deal["confidence"].int { values["confidence"] = "\(confidence)%" }
        return values
    }

    // MARK: - Changes

    private func change(_ id: String) async throws -> Answer {
        let form = try await visitor.form()
        do {
            let done = try await change(try PathPart.checked(id), form)
            return .redirect("/lead/\(id)/?done=\(done)")
        } catch let error as AjarError {
            return try await show(id, problem: Problem.text(error))
        }
    }

    private func change(_ id: String, _ form: [String: String]) async throws -> String {
        let lead: JSON = .string(id)
        switch form["do"] {
        case "name": try await visitor.put("lead/\(id)", JSONObject([("name", .string(form["text"] ?? ""))]))
        case "status": try await visitor.put("lead/\(id)", JSONObject([("status_id", .string(form["status_id"] ?? ""))]))
        case "contact":
            var contact = JSONObject([("lead_id", lead), ("name", .string(form.typed("name") ?? ""))])
            if let title = form.typed("title") { contact["title"] = .string(title) }
            if let email = form.typed("email") { contact["emails"] = [["email": .string(email), "type": "office"]] }
            if let phone = form.typed("phone") { contact["phones"] = [["phone": .string(phone), "type": "office"]] }
            try await visitor.post("contact", contact)
            return "created"
        case "task":
            var task = JSONObject([("lead_id", lead), ("text", .string(form.typed("text") ?? ""))])
            if let date = form.typed("date") { task["date"] = .string(date) }
            try await visitor.post("task", task)
            return "created"
        case "complete":
            try await visitor.put("task/\(try PathPart.checked(form["task"] ?? ""))", JSONObject([("is_complete", true)]))
            return "completed"
        case "note":
            try await visitor.post("activity/note", JSONObject([("lead_id", lead), ("note", .string(form.typed("text") ?? ""))]))
            return "logged"
        case "deal":
            var deal = JSONObject([("lead_id", lead), ("note", .string(form.typed("note") ?? ""))])
            if let value = form.typed("value").flatMap({ Double($0.filter { $0 != "," }) }), abs(value) < 1e12 {
                deal["value"] = .int(Int((value * 100).rounded()))
            }
            try await visitor.post("opportunity", deal)
            return "created"
        default: throw AjarError.badRequest("The form wants something unknown.")
        }
        return "saved"
    }
}

/// An id out of an address or a form, on its way into a path of the API.
enum PathPart {
    /// What is no id at all must not reach another path.
    static func checked(_ id: String) throws -> String {
        let isPlain = !id.isEmpty && id.utf8.count <= 100
            && id.utf8.allSatisfy { (0x30...0x39).contains($0) || (0x41...0x5A).contains($0) || (0x61...0x7A).contains($0) || $0 == 0x5F }
        guard isPlain else { throw AjarError.notFound("There is no such thing.") }
        return id
    }
}
