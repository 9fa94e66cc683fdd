import AjarCRM
import AjarCore
import AjarResource
import AjarStore

/// Received emails that are the last word of their conversation, unless somebody called the conversation
/// done.
struct Unanswered: Sendable {
    let visitor: Visitor

    func emails() async throws -> [JSON] {
        let received = try await visitor.list(
            "activity/email",
            ["status": "inbox", "_order_by": "-activity_at", "_limit": "100", "_fields": Self.fields])
        let threads = Set(received.compactMap { $0["thread_id"].string }).sorted()
        guard !threads.isEmpty else { return [] }
        let answers = try await visitor.list(
            "activity/email",
            [
                "thread_id__in": threads.joined(separator: ","), "status__in": "sent,outbox,scheduled",
                "_order_by": "-activity_at", "_limit": "100", "_fields": "thread_id,activity_at",
            ])
        let done = try await visitor.list(
            "task",
            ["_type": "incoming_email", "view": "archive", "_order_by": "-date_created", "_limit": "200"])
        var ends: [String: String] = [:]
        for (thread, at) in answers.map({ ($0["thread_id"], $0["activity_at"]) })
            + done.map({ ($0["object_id"], $0["date_updated"]) })
        {
            guard let thread = thread.string, let at = at.string else { continue }
            ends[thread] = max(ends[thread] ?? "", at)
        }
        var seen: Set<String> = []
        return received.filter { email in
            guard let thread = email["thread_id"].string, seen.insert(thread).inserted else { return false }
            return (email["activity_at"].string ?? "") >= ends[thread] ?? ""
        }
    }

    private static let fields: String =
        "id,lead_id,thread_id,status,direction,sender,to,subject,body_preview,activity_at"
}

/// Calls that nobody took and nobody returned, of the last two weeks.
struct MissedCalls: Sendable {
    private static let days: Int = 14

    let visitor: Visitor

    func calls() async throws -> [JSON] {
        let calls = try await visitor.list(
            "activity/call",
            [
                "_order_by": "-date_created", "_limit": "100",
                "_fields": "id,lead_id,direction,duration,phone,phone_formatted,contact_id,activity_at",
            ])
        let first = CivilDate(daysSince1970: visitor.today.daysSince1970 - Self.days).text
        var returned: Set<String> = []
        var missed: [JSON] = []
        // Newest first: a call that was returned comes after its answer.
        for call in calls where String((call["activity_at"].string ?? "").prefix(10)) >= first {
            let lead = call["lead_id"].string ?? ""
            let isMissed = call["direction"].string == "inbound" && call["duration"].int ?? 0 == 0
            if !isMissed {
                returned.insert(lead)
            } else if returned.insert(lead).inserted {
                missed.append(call)
            }
        }
        return missed
    }

    static func values(_ call: JSON, _ names: [String: String]) -> Values {
        let lead = call["lead_id"].string ?? ""
        var values: Values = [
            "call_id": call["id"].string ?? "", "call_lead": lead, "call_label": names[lead] ?? "Somebody",
        ]
        values["phone"] = call["phone"].value
        values["phone_text"] = call["phone_formatted"].value ?? call["phone"].value
        values["at"] = Words.moment(call["activity_at"].string)
        return values
    }

    /// Writes down that the call was returned, which is what takes it out of the inbox.
    func calledBack(_ form: [String: String]) async throws -> Answer {
        let call = try await visitor.get("activity/call/\(try PathPart.checked(form["call"] ?? ""))")
        try await visitor.post(
            "activity/call",
            JSONObject([
                ("lead_id", call["lead_id"]), ("contact_id", call["contact_id"]), ("direction", "outbound"),
                ("status", "completed"),
                ("phone", call["phone"]), ("note", "Called back."),
            ]))
        return .redirect("/inbox/?done=logged")
    }
}
