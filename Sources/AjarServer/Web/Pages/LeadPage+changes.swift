import AjarCRM
import AjarCore
import AjarResource
import AjarStore
import HTTPTypes
import HummingbirdCore

/// What the forms of a lead's page do.
extension LeadPage {
    func change(_ id: String) async throws -> Answer {
        let form = try await visitor.form()
        do {
            return .redirect("/lead/\(id)/?done=\(try await change(id, form))")
        } catch let error as AjarError {
            return try await show(id, problem: Problem.text(error))
        }
    }

    /// The word of the toast that follows.
    private func change(_ id: String, _ form: [String: String]) async throws -> String {
        let lead: JSON = .string(id)
        switch form["do"] {
        case "name": try await visitor.put("lead/\(id)", JSONObject([("name", .string(form["text"] ?? ""))]))
        case "status":
            try await visitor.put("lead/\(id)", JSONObject([("status_id", .string(form["status_id"] ?? ""))]))
        case "fact":
            let facts = try await LeadFact.all(visitor, contacts: try await contacts(id))
            guard let fact = facts.first(where: { $0.name == form["fact"] }) else {
                throw AjarError.badRequest("There is no such field.")
            }
            try await visitor.put("lead/\(id)", JSONObject([(fact.name, try fact.value(form))]))
        case "contact":
            var contact = contact(form)
            contact["lead_id"] = lead
            try await visitor.post("contact", contact)
            return "created"
        case "edit-contact": try await visitor.put("contact/\(try part(form, "contact"))", contact(form))
        case "delete-contact":
            try await visitor.delete("contact/\(try part(form, "contact"))")
            return "deleted"
        case "deal":
            try await visitor.post("opportunity", try deal(form, JSONObject([("lead_id", lead)])))
            return "created"
        case "edit-deal":
            try await visitor.put("opportunity/\(try part(form, "deal"))", try deal(form, JSONObject()))
        case "delete-deal":
            try await visitor.delete("opportunity/\(try part(form, "deal"))")
            return "deleted"
        case "task", "complete", "snooze": return try await changeTask(lead, form)
        case "note":
            try await visitor.post(
                "activity/note", JSONObject([("lead_id", lead), ("note", .string(form.typed("text") ?? ""))]))
            return "logged"
        case "call":
            try await visitor.post("activity/call", try call(lead, form))
            return "logged"
        default:
            let custom = LeadCustom(visitor: visitor, lead: id, contacts: try await contacts(id))
            guard let done = try await custom.take(form) else {
                throw AjarError.badRequest("The form wants something unknown.")
            }
            return done
        }
        return "saved"
    }

    private func contacts(_ id: String) async throws -> [JSON] {
        try await visitor.get("lead/\(id)", ["_fields": "contacts"])["contacts"].array ?? []
    }

    private func part(_ form: [String: String], _ name: String) throws -> String {
        try PathPart.checked(form[name] ?? "")
    }

    private func changeTask(_ lead: JSON, _ form: [String: String]) async throws -> String {
        switch form["do"] {
        case "complete":
            let task = try part(form, "task")
            try await visitor.put("task/\(task)", JSONObject([("is_complete", true)]))
            return "completed&task=\(task)"
        case "snooze":
            let day = try Snooze.day(form["until"], visitor.today)
            try await visitor.put("task/\(try part(form, "task"))", JSONObject([("date", .string(day.text))]))
            return "snoozed"
        default:
            var task = JSONObject([("lead_id", lead), ("text", .string(form.typed("text") ?? ""))])
            if let date = form.typed("date") { task["date"] = .string(date) }
            try await visitor.post("task", task)
            return "created"
        }
    }

    private func contact(_ form: [String: String]) -> JSONObject {
        var contact = JSONObject([
            ("name", .string(form.typed("name") ?? "")), ("title", JSON(form.typed("title"))),
        ])
        contact["emails"] = .array(Self.list(form["email"]).map { ["email": .string($0), "type": "office"] })
        contact["phones"] = .array(Self.list(form["phone"]).map { ["phone": .string($0), "type": "office"] })
        return contact
    }

    private static func list(_ text: String?) -> [String] {
        (text ?? "").split { $0 == "," || $0 == ";" }.map(\.trimmed).filter { !$0.isEmpty }
    }

    private func deal(_ form: [String: String], _ start: JSONObject) throws -> JSONObject {
        var deal = start
        deal["note"] = .string(form.typed("note") ?? "")
        if let status = form.typed("status_id") { deal["status_id"] = .string(status) }
        if let text = form.typed("value") {
            guard let value = Double(text.filter { $0 != "," && $0 != "$" }), abs(value) < 1e12 else {
                throw AjarError.invalid("value", "Please write an amount, like 12500 or 99.50.")
            }
            deal["value"] = .int(Int((value * 100).rounded()))
        }
        if let text = form.typed("confidence") {
            guard let confidence = Int(text) else {
                throw AjarError.invalid("confidence", "Please write a number from 0 to 100.")
            }
            deal["confidence"] = .int(confidence)
        }
        return deal
    }

    private func call(_ lead: JSON, _ form: [String: String]) throws -> JSONObject {
        let minutes = form.typed("minutes").flatMap { Int($0) } ?? 0
        guard (0...1440).contains(minutes) else {
            throw AjarError.invalid("duration", "A call lasts a day at most.")
        }
        return JSONObject([
            ("lead_id", lead),
            ("direction", .string(form["direction"] == "inbound" ? "inbound" : "outbound")),
            ("status", "completed"), ("duration", .int(minutes * 60)),
            ("note", .string(form.typed("text") ?? "")),
        ])
    }
}
