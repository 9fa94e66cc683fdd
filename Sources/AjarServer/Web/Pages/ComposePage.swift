import AjarCRM
import AjarCore
import AjarMail
import AjarResource
import AjarStore
import HTTPTypes
import HummingbirdCore

/// `/compose/`: writing an email. The form does everything; the script makes it nicer and keeps a draft meanwhile.
struct ComposePage: Sendable {
    let visitor: Visitor

    func answer() async throws -> Answer { visitor.isRead ? try await open() : try await take() }

    // MARK: - The form

    private func open() async throws -> Answer {
        var letter: Values = [:]
        if let id = visitor.parameters.nonempty("email") {
            letter = Self.letter(try await visitor.get("activity/email/\(try PathPart.checked(id))"))
        } else if let id = visitor.parameters.nonempty("reply") {
            let email = try await visitor.get("activity/email/\(try PathPart.checked(id))")
            letter = reply(email, toAll: visitor.parameters["all"] == "1")
        } else if let lead = visitor.parameters.nonempty("lead") {
            letter["lead_id"] = try PathPart.checked(lead)
            if let to = visitor.parameters.nonempty("to") { letter["to"] = to }
        }
        if let back = visitor.parameters["back"], ["inbox", "lead"].contains(back) { letter["back"] = back }
        return try await show(letter)
    }

    private func show(_ letter: Values, problem: String? = nil) async throws -> Answer {
        var values = letter
        let own = visitor.session.caller.userID?.text
        let accounts = try await visitor.list("connected_account").filter { $0["user_id"].string == own }
        let current = letter["sender"] as? String
        values["accounts"] = accounts.map { account -> Values in
            let email = account["email"].string ?? ""
            let name = account["name"].string ?? ""
            var values: Values = ["account": name.isEmpty ? email : "\(name) <\(email)>"]
            if let current, Words.address(current) == email { values["is_current"] = true }
            return values
        }
        if accounts.isEmpty { values["has_no_account"] = true }
        values["choices"] = try await visitor.list(
            "email_template", ["_limit": "100", "is_archived": "false"]
        ).map(\.values)
        if let lead = letter["lead_id"] as? String {
            let lead = try await visitor.get("lead/\(lead)", ["_fields": "id,display_name,contacts"])
            values["lead_label"] = lead["display_name"].value
            values["people"] = (lead["contacts"].array ?? []).flatMap(Self.mailboxes)
        } else {
            values["people"] = try await visitor.list("contact", ["_limit": "100", "_fields": "name,emails"])
                .flatMap(Self.mailboxes)
        }
        if knowsRecipientTime { values["knows_recipient_time"] = true }
        if letter["cc"] as? String ?? "" != "" || letter["bcc"] as? String ?? "" != "" {
            values["has_copies"] = true
        }
        if let problem { values["problem"] = problem }
        return visitor.page(
            "compose", title: "Write", area: "emails", values, status: problem == nil ? 200 : 400)
    }

    private var knowsRecipientTime: Bool {
        visitor.api.engine.resources.byPath["activity/email"]?.layout.spec("send_in_recipient_timezone")
            != nil
    }

    private static func mailboxes(_ contact: JSON) -> [Values] {
        let name = contact["name"].string ?? ""
        return (contact["emails"].array ?? []).compactMap { $0["email"].string }.map {
            ["mailbox": Palette.mailbox(name, $0)]
        }
    }

    private static func letter(_ email: JSON) -> Values {
        var letter: Values = [
            "email_id": email["id"].string ?? "", "to": list(email["to"]), "cc": list(email["cc"]),
            "bcc": list(email["bcc"]),
            "subject": email["subject"].string ?? "", "text": email["body_text"].string ?? "",
            "html": editable(email["body_html"].string ?? ""), "attachments": email["attachments"].text,
        ]
        letter["lead_id"] = email["lead_id"].value
        letter["sender"] = email["sender"].value
        return letter
    }

    /// Safe to put into the page that edits it; where pictures come from is kept.
    private static func editable(_ html: String) -> String {
        Sanitizer.mail(html).split(separator: " data-src=\"", omittingEmptySubsequences: false).joined(
            separator: " src=\"")
    }

    private func reply(_ email: JSON, toAll: Bool) -> Values {
        let subject = email["subject"].string ?? ""
        let sender = email["sender"].string ?? ""
        let isIncoming = email["direction"].string == "incoming"
        var letter: Values = [
            "to": isIncoming ? sender : Self.list(email["to"]), "reply_id": email["id"].string ?? "",
            "subject": subject.lowercased().hasPrefix("re:") ? subject : "Re: \(subject)",
        ]
        letter["lead_id"] = email["lead_id"].value
        if isIncoming {
            // Who got it is who answers; the rest may want to read the answer too.
            let all = (email["to"].array ?? []) + (email["cc"].array ?? [])
            letter["sender"] = all.first?.string
            let others = all.compactMap(\.string).dropFirst().joined(separator: ", ")
            if !others.isEmpty { letter[toAll ? "cc" : "others"] = others }
        } else {
            letter["cc"] = Self.list(email["cc"])
            letter["sender"] = email["sender"].value
        }
        let when = Words.moment(email["activity_at"].string)?["text"] as? String ?? ""
        let intro = "On \(when), \(Words.person(sender)) wrote:"
        let text = (email["body_text"].string ?? "").split(separator: "\n", omittingEmptySubsequences: false)
        letter["text"] = "\n\n\(intro)\n\(text.map { "> \($0)" }.joined(separator: "\n"))"
        letter["quote"] = Self.editable(email["body_html"].string ?? "")
        letter["quote_intro"] = intro
        return letter
    }

    private static func list(_ value: JSON) -> String {
        value.array?.compactMap(\.string).joined(separator: ", ") ?? ""
    }

    // MARK: - What was written

    private func take() async throws -> Answer {
        var form = try await visitor.form()
        do {
            return try await take(&form)
        } catch let error as AjarError {
            var letter: Values = [:]
            for name in [
                "lead_id", "email_id", "reply_id", "sender", "to", "cc", "bcc", "subject", "text", "html",
                "attachments", "back",
            ] {
                letter[name] = form.typed(name)
            }
            return try await show(letter, problem: Problem.text(error))
        }
    }

    private func take(_ form: inout [String: String]) async throws -> Answer {
        var body = try content(form)
        let wish = form["do"] ?? "draft"
        if let date = moment(form, "followup_date") { body["followup_date"] = .string(date) }
        switch wish {
        case "schedule":
            guard let date = moment(form, "date_scheduled") else {
                throw AjarError.invalid("date_scheduled", "Please choose when.")
            }
            body["date_scheduled"] = .string(date)
            if knowsRecipientTime {
                body["send_in_recipient_timezone"] = .bool(form["recipient_time"] != nil)
            }
        case "send", "draft", "fill": break
        default: throw AjarError.badRequest("The form wants something unknown.")
        }
        // First the content, as a draft; then its way: so that a refusal to send loses nothing of what was
        // written.
        let id = try await keep(body, form)
        // A second try is about the same draft.
        form["email_id"] = id
        switch wish {
        case "send":
            try await leave(id, JSONObject([("status", "outbox"), ("send_in", 10)]))
            return .redirect("\(try await home(id, form))?sent=\(id)")
        case "schedule":
            try await leave(id, JSONObject([("status", "scheduled")]))
            return .redirect("\(try await home(id, form))?done=scheduled")
        default:
            guard wish == "draft", form["back"] != nil else {
                return .redirect("/compose/?email=\(id)&done=draft")
            }
            return .redirect("\(try await home(id, form))?done=draft")
        }
    }

    private func leave(_ id: String, _ change: JSONObject) async throws {
        try await visitor.put("activity/email/\(id)", change)
    }

    /// Where one came from.
    private func home(_ id: String, _ form: [String: String]) async throws -> String {
        if form["back"] == "inbox" { return "/inbox/" }
        let email = try await visitor.get("activity/email/\(id)", ["_fields": "lead_id"])
        return email["lead_id"].string.map { "/lead/\($0)/" } ?? "/emails/"
    }

    private func keep(_ body: JSONObject, _ form: [String: String]) async throws -> String {
        if let id = form.typed("email_id") {
            let id = try PathPart.checked(id)
            try await visitor.put("activity/email/\(id)", body)
            return id
        }
        var body = body
        body["status"] = "draft"
        body["lead_id"] = .string(try await lead(form))
        if let parent = form.typed("reply_id") { body["in_reply_to_id"] = .string(parent) }
        return try await visitor.post("activity/email", body)["id"].string ?? ""
    }

    /// The lead of the form, or of who is written to; somebody new becomes one.
    private func lead(_ form: [String: String]) async throws -> String {
        if let id = form.typed("lead_id") { return id }
        guard let mailbox = Self.people(form["to"]).first else {
            throw AjarError.invalid("to", "Who should get it?")
        }
        if let known = try await Palette(visitor: visitor).lead(of: mailbox) { return known }
        let name = Words.person(mailbox)
        let address = Words.address(mailbox)
        let contact: JSON = [
            "name": .string(name), "emails": [["email": .string(address), "type": "office"]],
        ]
        let made = try await visitor.post(
            "lead", JSONObject([("name", .string(name)), ("contacts", .array([contact]))]))
        return made["id"].string ?? ""
    }

    private func content(_ form: [String: String]) throws -> JSONObject {
        var body = JSONObject()
        body["sender"] = JSON(form.typed("sender"))
        body["to"] = .array(Self.people(form["to"]).map(JSON.string))
        body["cc"] = .array(Self.people(form["cc"]).map(JSON.string))
        body["bcc"] = .array(Self.people(form["bcc"]).map(JSON.string))
        body["subject"] = JSON(form.typed("subject"))
        if let files = form.typed("attachments"), case .array(let list)? = try? JSONParser.parse(files) {
            body["attachments"] = .array(list)
        }
        if form["do"] == "fill", let template = form.typed("template_id") {
            body["template_id"] = .string(template)
            if form.typed("subject") == nil { body["subject"] = nil }
        } else if let html = form.typed("html") {
            body["body_html"] = .string(html)
        } else {
            body["body_text"] = .string(form["text"] ?? "")
        }
        return body
    }

    /// The script gives a moment; without it the field is read as UTC, as its label says.
    private func moment(_ form: [String: String], _ name: String) -> String? {
        if let given = form.typed(name) { return given }
        return form.typed("\(name)_local").map { $0.count == 10 ? "\($0)T09:00:00Z" : "\($0):00Z" }
    }

    private static func people(_ text: String?) -> [String] {
        (text ?? "").split { $0 == "," || $0 == ";" }.map(\.trimmed).filter { !$0.isEmpty }
    }
}
