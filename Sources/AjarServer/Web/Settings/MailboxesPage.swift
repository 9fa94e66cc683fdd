import AjarCRM
import AjarCore
import AjarResource
import AjarStore
import HTTPTypes
import HummingbirdCore

/// `/settings/mailboxes/`: where one's mail leaves from and comes in.
struct MailboxesPage: SettingsDesk.Page {
    let desk: SettingsDesk
    init(_ desk: SettingsDesk) { self.desk = desk }

    func show() async throws -> Answer { try await show([:]) }

    private func show(
        _ form: [String: String], problem: String? = nil, tested: (id: String, verdict: Values)? = nil
    ) async throws -> Answer {
        var values: Values = [:]
        var accounts: [Values] = []
        for account in try await desk.visitor.list("connected_account", ["_limit": "100"]) {
            var row = try await Self.row(account, health: health(of: account))
            if let tested, tested.id == account["id"].string { row["verdict"] = tested.verdict }
            if form["do"] == "limit", form["id"] == account["id"].string {
                var policy = MailboxPolicy(.object(MailboxPolicy.read(form))).values
                policy["policy_open"] = true
                row["policy"] = policy
            }
            accounts.append(row)
        }
        if accounts.isEmpty { values["is_first"] = true } else { values["accounts"] = accounts }
        for name in ["name", "host", "port", "username", "imap_host", "imap_port"] {
            values["typed_\(name)"] = form[name] ?? ""
        }
        let own = try await desk.visitor.get("me")
        values["typed_email"] = form["email"] ?? (accounts.isEmpty ? own["email"].string : "") ?? ""
        if form["name"] == nil, accounts.isEmpty {
            values["typed_name"] =
                "\(own["first_name"].string ?? "") \(own["last_name"].string ?? "")".trimmed
        }
        values["providers"] = Provider.all.map { provider -> Values in
            var option: Values = [
                "provider_name": provider.name, "provider_label": provider.label,
                "provider_domains": provider.domains,
            ]
            option["provider_hint"] = provider.hint
            if form["provider"] == provider.name { option["is_chosen"] = true }
            return option
        }
        if accounts.isEmpty || problem != nil && form["do"] == "add" { values["is_open"] = true }
        return desk.page(
            "settings-mailboxes", "Mailboxes",
            intro:
                "Emails leave through your own mail server, in your name. What people answer comes in there.",
            values, problem: problem)
    }

    /// What the sync says of the mailbox; nothing where it receives no mail.
    private func health(of account: JSON) async throws -> JSON {
        guard !account["imap"].isNull, let id = account["id"].string else { return .null }
        // What lies in a mailbox is its owner's business.
        do { return try await desk.visitor.get("connected_account/\(id)/sync") } catch AjarError.forbidden {
            return .null
        }
    }

    private static func row(_ account: JSON, health: JSON) -> Values {
        let email = account["email"].string ?? ""
        let smtp = account["smtp"]
        let imap = account["imap"]
        var row: Values = [
            "account_id": account["id"].string ?? "", "account_email": email,
            "account_name": account["name"].string ?? "",
            "sends_through": server(smtp), "face": Words.initials(email), "tint": Words.hue(email),
        ]
        if account["status"].string == "active" { row["is_fine"] = true } else { row["is_broken"] = true }
        if !imap.isNull { row["receives_from"] = server(imap) }
        if account.object?.keys.contains("signature_html") == true {
            row["signature"] = ["account_signature": account["signature_html"].string ?? ""] as Values
        }
        row["policy"] = MailboxPolicy(account["sending"]).values
        row["last_error"] = words(account["last_error"]) ?? words(health["last_error"])
        if let state = health["state"].string { row["sync_state"] = Words.plain(state).lowercased() }
        if let folders = health["folders"].array, !folders.isEmpty { row["folders"] = folders.map(folder) }
        return row
    }

    private static func server(_ server: JSON) -> String {
        "\(server["host"].string ?? ""):\(server["port"].int ?? 0)"
    }

    private static func folder(_ folder: JSON) -> Values {
        var values: Values = [
            "folder_name": folder["name"].string ?? "", "folder_ours": folder["our_count"].int ?? 0,
            "folder_theirs": folder["server_count"].int ?? 0, "folder_kept": folder["kept"].int ?? 0,
        ]
        if let gap = folder["gap"].int, gap > 0 { values["folder_gap"] = gap }
        values["folder_error"] = words(folder["last_error"])
        values["folder_next"] = Words.moment(folder["next_try"].string)
        return values
    }

    private static func words(_ error: JSON) -> String? {
        error.string ?? error["message"].string ?? error["error_message"].string
    }

    // MARK: - Forms

    func take(_ form: [String: String]) async throws -> Answer {
        do {
            switch form["do"] {
            case "sandbox":
                guard let servers = desk.sandbox?.account(form.typed("email") ?? "") else {
                    throw AjarError.notFound("There is no sandbox.")
                }
                return try await add(form, smtp: servers.smtp, imap: servers.imap)
            case "add":
                return try await add(form, smtp: try Provider.smtp(form), imap: try Provider.imap(form))
            case "change":
                let id = try PathPart.checked(form["id"] ?? "")
                var body = JSONObject([("name", .string(form.typed("name") ?? ""))])
                if form.keys.contains("signature_html") {
                    body["signature_html"] = .string(form["signature_html"] ?? "")
                }
                if let password = form.typed("password") {
                    let account = try await desk.visitor.get("connected_account/\(id)")
                    for name in ["smtp", "imap"] {
                        guard case .object(var server) = account[name] else { continue }
                        server["password"] = .string(password)
                        body[name] = .object(server)
                    }
                }
                try await desk.visitor.put("connected_account/\(id)", body)
                return desk.done("saved")
            case "limit":
                let path = "connected_account/\(try PathPart.checked(form["id"] ?? ""))"
                let sending = MailboxPolicy.read(form)
                try await desk.visitor.put(path, JSONObject([("sending", .object(sending))]))
                return desk.done("saved")
            case "test":
                let id = try PathPart.checked(form["id"] ?? "")
                return try await show([:], tested: (id, try await MailboxVerdict.of(id, desk.visitor)))
            case "remove":
                try await desk.visitor.delete("connected_account/\(try PathPart.checked(form["id"] ?? ""))")
                return desk.done("deleted")
            default: throw SettingsDesk.unknownWish
            }
        } catch let error as AjarError { return try await show(form, problem: Problem.text(error)) }
    }

    /// The new mailbox, tried at once: what is wrong is told now, not with the first email.
    private func add(_ form: [String: String], smtp: JSON, imap: JSON) async throws -> Answer {
        var body = JSONObject([
            ("_type", "custom_email"), ("email", .string(form.typed("email") ?? "")),
            ("name", .string(form.typed("name") ?? "")),
            ("smtp", smtp),
        ])
        body["imap"] = imap
        let id = try await desk.visitor.post("connected_account", body)["id"].string ?? ""
        return try await show([:], tested: (id, try await MailboxVerdict.of(id, desk.visitor)))
    }
}
