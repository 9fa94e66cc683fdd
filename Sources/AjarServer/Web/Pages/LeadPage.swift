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
        let id = try PathPart.checked(visitor.segments[1])
        return visitor.isRead ? try await show(id) : try await change(id)
    }

    func show(_ id: String, problem: String? = nil) async throws -> Answer {
        let lead = try await visitor.get("lead/\(id)")
        let name = lead["display_name"].string ?? "Untitled"
        var values: Values = [
            "lead_id": id, "lead_name": lead["name"].string ?? "", "shown_name": name,
            "initials": Words.initials(name),
            "hue": Words.hue(name),
        ]
        values["statuses"] = Self.options(
            try await visitor.list("status/lead"), current: lead["status_id"].string)
        let contacts = lead["contacts"].array ?? []
        values["contacts"] = contacts.map(Self.person)
        values["facts"] = try await LeadFact.all(visitor, contacts: contacts).map { $0.values(lead) }
        let custom = LeadCustom(visitor: visitor, lead: id, contacts: contacts)
        values.merge(try await custom.values()) { $1 }
        values["tasks"] = try await tasks(id)
        values["snoozes"] = Snooze.choices(visitor.today)
        let dealStatuses = try await visitor.list("status/opportunity")
        values["deals"] = (lead["opportunities"].array ?? []).map { Self.deal($0, dealStatuses) }
        let timeline = Timeline(visitor: visitor, lead: id, contacts: contacts)
        values["timeline"] = try await timeline.entries()
        values["newer"] = timeline.newer
        values["older"] = try await timeline.older()
        if let problem { values["problem"] = problem }
        return visitor.page("lead", title: name, area: "leads", values, status: problem == nil ? 200 : 400)
    }

    private static func options(_ all: [JSON], current: String?) -> [Values] {
        all.map { one in
            var values: Values = [
                "option": one["id"].string ?? "", "option_label": one["label"].string ?? "",
            ]
            if one["id"].string == current { values["is_current"] = true }
            return values
        }
    }

    private static func person(_ contact: JSON) -> Values {
        let name = contact["display_name"].string ?? contact["name"].string ?? "Unknown"
        let emails = (contact["emails"].array ?? []).compactMap { $0["email"].string }
        let phones = (contact["phones"].array ?? []).map { phone -> Values in
            [
                "phone": phone["phone"].string ?? "",
                "phone_text": phone["phone_formatted"].string ?? phone["phone"].string ?? "",
            ]
        }
        var person: Values = [
            "contact_id": contact["id"].string ?? "", "person": name,
            "person_name": contact["name"].string ?? "",
            "face": Words.initials(name), "tint": Words.hue(name),
            "emails": emails.map { ["email": $0] as Values }, "phones": phones,
            "email_list": emails.joined(separator: ", "),
            "phone_list": phones.compactMap { $0["phone"] as? String }.joined(separator: ", "),
        ]
        person["role"] = contact["title"].value
        return person
    }

    private func tasks(_ id: String) async throws -> [Values] {
        let open = try await visitor.list(
            "task",
            ["lead_id": id, "is_complete": "false", "_type": "all", "_order_by": "date", "_limit": "50"])
        return open.map { InboxTask.values($0, [:], visitor.today) }
    }

    private static func deal(_ deal: JSON, _ statuses: [JSON]) -> Values {
        var values: Values = [
            "deal_id": deal["id"].string ?? "", "deal_status": deal["status_label"].string ?? "",
            "deal_note": deal["note"].string ?? "",
            "deal_statuses": options(statuses, current: deal["status_id"].string),
        ]
        values["deal_value"] = deal["value"].int.map(Words.money)
        values["deal_plain"] = deal["value"].int.map { cents in
            cents % 100 == 0 ? String(cents / 100) : String(Double(cents) / 100)
        }
        values["confidence"] = deal["confidence"].int.map { String($0) }
        values["closes"] = deal["date_won"].string ?? deal["expected_date"].string
        return values
    }
}

/// An id out of an address or a form, on its way into a path of the API.
enum PathPart {
    /// What is no id at all must not reach another path.
    static func checked(_ id: String) throws -> String {
        let isPlain =
            !id.isEmpty && id.utf8.count <= 100
            && id.utf8.allSatisfy {
                (0x30...0x39).contains($0) || (0x41...0x5A).contains($0) || (0x61...0x7A).contains($0)
                    || $0 == 0x5F
            }
        guard isPlain else { throw AjarError.notFound("There is no such thing.") }
        return id
    }
}
