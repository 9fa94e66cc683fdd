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
        if problem != nil || accounts.isEmpty { values["is_open"] = true }
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
        row["fields"] = limits.holding(account["sending"]).map(\.values)
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

    /// What a provider, or good manners, let a mailbox send; an empty one is no limit.
    private static let limits: [FormField] = [
        FormField("per_hour", "Recipients an hour", .number),
        FormField("per_day", "Recipients a day", .number),
        FormField("per_domain_hour", "An hour, to one domain", .number),
        FormField("min_gap", "Seconds between two", .number),
    ]

    // MARK: - Forms

    func take(_ form: [String: String]) async throws -> Answer {
        do {
            switch form["do"] {
            case "sandbox":
                guard let port = desk.sandboxPort else { throw AjarError.notFound("There is no sandbox.") }
                return try await add(
                    form, smtp: ["host": "127.0.0.1", "port": .int(port), "security": "none"], imap: .null)
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
                // What the form doesn't show, such as windows and a warm-up, stays.
                var sending = try await desk.visitor.get(path)["sending"].object ?? JSONObject()
                for (name, value) in Self.limits.read(form).members { sending[name] = value }
                try await desk.visitor.put(path, JSONObject([("sending", .object(sending))]))
                return desk.done("saved")
            case "test":
                let id = try PathPart.checked(form["id"] ?? "")
                return try await show([:], tested: (id, try await verdict(id)))
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
        return try await show([:], tested: (id, try await verdict(id)))
    }

    private func verdict(_ id: String) async throws -> Values {
        let answer = try await desk.visitor.post("connected_account/\(id)/test", JSONObject())
        var sentences: [Values] = []
        for (name, label) in [("smtp", "Sending"), ("imap", "Receiving")] where !answer[name].isNull {
            let result = answer[name]
            var sentence: Values = [
                "verdict_label": label,
                "verdict_text": result["message"].string ?? result["error_message"].string ?? "",
            ]
            if result["ok"].bool == true {
                sentence["went_well"] = true
            } else {
                sentence["advice"] = Self.advice(result)
            }
            sentences.append(sentence)
        }
        return ["sentences": sentences]
    }

    /// What to do about it, where that can be told from what the server said.
    private static func advice(_ result: JSON) -> String {
        let words = result.text.lowercased()
        if words.contains("535") || words.contains("534") || words.contains("authenticat")
            || words.contains("credential")
        {
            return
                "The user name or the password isn’t right. Many providers want an app password here, made in your account there."
        }
        if words.contains("certificate") || words.contains("tls") {
            return
                "The encryption failed. Port 465 goes with TLS, port 587 with STARTTLS; the host must be the one in the certificate."
        }
        if words.contains("resolve") || words.contains("unknown host") || words.contains("not known") {
            return "There is no server of that name. Is the host spelled right?"
        }
        if words.contains("refused") || words.contains("timed out") || words.contains("timeout") {
            return "Nobody answers there. Is the port right, and may this machine reach it?"
        }
        return "These are the server’s own words; your provider can say what they mean."
    }
}

/// Mail servers that many people have.
struct Provider: Sendable {
    typealias Server = (host: String, port: Int, security: String)

    let name: String
    let label: String
    let domains: String
    let smtp: Server
    let imap: Server
    let hint: String?

    static let all: [Provider] = [
        Provider(
            name: "google", label: "Gmail, Google Workspace", domains: "gmail.com googlemail.com",
            smtp: ("smtp.gmail.com", 465, "tls"),
            imap: ("imap.gmail.com", 993, "tls"),
            hint: "Needs an app password: Google account, Security, 2-Step Verification, App passwords."),
        Provider(
            name: "microsoft", label: "Microsoft 365, Outlook", domains: "outlook.com hotmail.com live.com",
            smtp: ("smtp.office365.com", 587, "starttls"),
            imap: ("outlook.office365.com", 993, "tls"),
            hint: "SMTP sign-in must be allowed for the mailbox by its administrator."),
        Provider(
            name: "fastmail", label: "Fastmail", domains: "fastmail.com fastmail.fm",
            smtp: ("smtp.fastmail.com", 465, "tls"),
            imap: ("imap.fastmail.com", 993, "tls"),
            hint: "Needs an app password: Settings, Privacy & Security."),
        Provider(
            name: "icloud", label: "iCloud", domains: "icloud.com me.com mac.com",
            smtp: ("smtp.mail.me.com", 587, "starttls"),
            imap: ("imap.mail.me.com", 993, "tls"),
            hint: "Needs an app-specific password from your Apple account."),
        Provider(
            name: "yahoo", label: "Yahoo", domains: "yahoo.com ymail.com",
            smtp: ("smtp.mail.yahoo.com", 465, "tls"),
            imap: ("imap.mail.yahoo.com", 993, "tls"), hint: "Needs an app password: Account security."),
        Provider(
            name: "gmx", label: "GMX", domains: "gmx.net gmx.de gmx.at gmx.ch",
            smtp: ("mail.gmx.net", 465, "tls"),
            imap: ("imap.gmx.net", 993, "tls"),
            hint: "POP3 and IMAP must be switched on in GMX’s settings first."),
        Provider(
            name: "webde", label: "WEB.DE", domains: "web.de", smtp: ("smtp.web.de", 587, "starttls"),
            imap: ("imap.web.de", 993, "tls"),
            hint: "POP3 and IMAP must be switched on in WEB.DE’s settings first."),
        Provider(
            name: "zoho", label: "Zoho Mail", domains: "zoho.com zohomail.com",
            smtp: ("smtp.zoho.com", 465, "tls"), imap: ("imap.zoho.com", 993, "tls"),
            hint: nil),
    ]

    /// The server to send through: a known one by its name, or by what was typed.
    static func smtp(_ form: [String: String]) throws -> JSON {
        let known = all.first { $0.name == form["provider"] }?.smtp
        guard let host = form.typed("host") ?? known?.host else {
            throw AjarError.invalid("host", "Which mail server is it?")
        }
        return try server(
            form, host, form.typed("host") == nil ? known : nil, port: "port", security: "security",
            standard: 465)
    }

    /// The server to receive from; null where nothing is to be received.
    static func imap(_ form: [String: String]) throws -> JSON {
        let known = all.first { $0.name == form["provider"] }?.imap
        guard let host = form.typed("imap_host") ?? (form.typed("host") == nil ? known?.host : nil) else {
            return .null
        }
        return try server(
            form, host, form.typed("imap_host") == nil ? known : nil, port: "imap_port",
            security: "imap_security", standard: 993)
    }

    private static func server(
        _ form: [String: String], _ host: String, _ known: Server?, port: String, security: String,
        standard: Int
    ) throws -> JSON {
        var server = JSONObject([("host", .string(host))])
        server["port"] = .int(known?.port ?? form.typed(port).flatMap { Int($0) } ?? standard)
        server["security"] = .string(known?.security ?? form.typed(security) ?? "tls")
        guard let password = form.typed("password") else { return .object(server) }
        server["username"] = JSON(form.typed("username") ?? form.typed("email"))
        server["password"] = .string(password)
        return .object(server)
    }
}
