import AjarCRM
import AjarCore
import AjarResource
import AjarStore
import HTTPTypes
import HummingbirdCore

/// `/settings/`: mailboxes, keys of the API, statuses of leads.
struct SettingsPage: Sendable {
    let visitor: Visitor
    let sandboxPort: Int?
    let cache: CallerCache

    func answer() async throws -> Answer {
        switch visitor.segments.count > 1 ? visitor.segments[1] : "mailboxes" {
        case "mailboxes": visitor.isRead ? try await mailboxes() : try await changeMailboxes()
        case "keys": visitor.isRead ? try await keys() : try await changeKeys()
        case "statuses": visitor.isRead ? try await statuses() : try await changeStatuses()
        default: throw AjarError.notFound("There is no such page.")
        }
    }

    private func page(_ name: String, _ label: String, _ values: Values, problem: String? = nil) -> Answer {
        var values = values
        values["tab_\(name)"] = true
        if sandboxPort != nil { values["has_sandbox"] = true }
        if let problem { values["problem"] = problem }
        return visitor.page(name, title: label, area: "settings", values, status: problem == nil ? 200 : 400)
    }

    // MARK: - Mailboxes

    private func mailboxes(_ more: Values = [:], problem: String? = nil) async throws -> Answer {
        var values = more
        let accounts = try await visitor.list("connected_account").map { account -> Values in
            let server = account["smtp"]
            var row: Values = [
                "id": account["id"].string ?? "", "email": account["email"].string ?? "",
                "server": "\(server["host"].string ?? ""):\(server["port"].int ?? 0)",
                "face": Words.initials(account["email"].string ?? ""), "tint": Words.hue(account["email"].string ?? ""),
            ]
            let isActive = account["status"].string == "active"
            row[isActive ? "is_fine" : "is_broken"] = true
            if more["tested"] as? String == account["id"].string { row["verdict"] = more["verdict"] }
            return row
        }
        if !accounts.isEmpty { values["accounts"] = accounts }
        if values["email"] == nil { values["email"] = try await visitor.get("me")["email"].string ?? "" }
        values["providers"] = Provider.all.map { provider -> Values in
            ["name": provider.name, "label": provider.label]
        }
        return page("mailboxes", "Mailboxes", values, problem: problem)
    }

    private func changeMailboxes() async throws -> Answer {
        let form = try await visitor.form()
        do {
            switch form["do"] {
            case "sandbox":
                guard let sandboxPort else { throw AjarError.notFound("There is no sandbox.") }
                let server: JSON = ["host": "127.0.0.1", "port": .int(sandboxPort), "security": "none"]
                return try await add(form, server)
            case "add":
                return try await add(form, try Provider.server(form))
            case "test":
                let id = try PathPart.checked(form["id"] ?? "")
                let result = try await visitor.post("connected_account/\(id)/test", JSONObject())["smtp"]
                let isFine = result["ok"].bool == true
                let words = result["message"].string ?? result["error_message"].string ?? result.text
                let verdict: Values = [isFine ? "went_well" : "went_wrong": true, "verdict_text": words]
                return try await mailboxes(["tested": id, "verdict": verdict])
            case "remove":
                try await visitor.delete("connected_account/\(try PathPart.checked(form["id"] ?? ""))")
                return .redirect("/settings/mailboxes/?done=deleted")
            default: throw AjarError.badRequest("The form wants something unknown.")
            }
        } catch let error as AjarError {
            return try await mailboxes(["email": form["email"] ?? ""], problem: Problem.text(error))
        }
    }

    private func add(_ form: [String: String], _ server: JSON) async throws -> Answer {
        let body = JSONObject([
            ("_type", "custom_email"), ("email", .string(form.typed("email") ?? "")), ("name", .string(form.typed("name") ?? "")),
            ("smtp", server),
        ])
        try await visitor.post("connected_account", body)
        return .redirect("/settings/mailboxes/?done=created")
    }

    // MARK: - Keys

    private func keys(_ more: Values = [:]) async throws -> Answer {
        var values = more
        let caller = visitor.session.caller
        let store = visitor.api.engine.store
        let keys = try await Keys(store: store).list().filter { $0.organizationID == caller.organizationID.text }
        let own = try await visitor.get("me")["email"].string
        values["keys"] = keys.filter { caller.isAdmin || $0.email == own }.map { key -> Values in
            var row: Values = ["id": key.id, "name": key.name, "owner": key.email]
            row["made"] = Words.moment(key.created.text())
            return row
        }
        return page("keys", "API keys", values)
    }

    /// Everybody makes keys for themselves; to end somebody else's takes an admin.
    private func changeKeys() async throws -> Answer {
        let form = try await visitor.form()
        let caller = visitor.session.caller
        let keys = Keys(store: visitor.api.engine.store)
        let own = try await visitor.get("me")["email"].string ?? ""
        switch form["do"] {
        case "create":
            let name = String((form.typed("name") ?? "Key").prefix(100))
            guard let key = try await keys.create(email: own, name: name, organizationID: caller.organizationID.text) else {
                throw AjarError.notFound("Not found.")
            }
            return try await self.keys(["new_key": key.text])
        case "revoke":
            let listed = try await keys.list().first { $0.id == form["id"] && $0.organizationID == caller.organizationID.text }
            guard let listed, caller.isAdmin || listed.email == own else { throw AjarError.notFound("There is no such key.") }
            _ = try await keys.revoke(listed.id)
            cache.forgetAll()
            return .redirect("/settings/keys/?done=revoked")
        default: throw AjarError.badRequest("The form wants something unknown.")
        }
    }

    // MARK: - Statuses

    private func statuses(problem: String? = nil) async throws -> Answer {
        let all = try await visitor.list("status/lead").map(\.values)
        return page("statuses", "Lead statuses", ["statuses": all], problem: problem)
    }

    private func changeStatuses() async throws -> Answer {
        let form = try await visitor.form()
        do {
            let label: JSON = .string(form.typed("label") ?? "")
            switch form["do"] {
            case "create": try await visitor.post("status/lead", JSONObject([("label", label)]))
            case "rename":
                try await visitor.put("status/lead/\(try PathPart.checked(form["id"] ?? ""))", JSONObject([("label", label)]))
            case "remove": try await visitor.delete("status/lead/\(try PathPart.checked(form["id"] ?? ""))")
            default: throw AjarError.badRequest("The form wants something unknown.")
            }
            return .redirect("/settings/statuses/?done=saved")
        } catch let error as AjarError {
            return try await statuses(problem: Problem.text(error))
        }
    }
}

/// Mail servers that many people have.
struct Provider: Sendable {
    let name: String
    let label: String
    let host: String
    let port: Int
    let security: String

    static let all: [Provider] = [
        Provider(name: "google", label: "Google (with an app password)", host: "smtp.gmail.com", port: 465, security: "tls"),
        Provider(name: "microsoft", label: "Microsoft 365", host: "smtp.office365.com", port: 587, security: "starttls"),
        Provider(name: "fastmail", label: "Fastmail", host: "smtp.fastmail.com", port: 465, security: "tls"),
        Provider(name: "icloud", label: "iCloud", host: "smtp.mail.me.com", port: 587, security: "starttls"),
        Provider(name: "gmx", label: "GMX", host: "mail.gmx.net", port: 465, security: "tls"),
        Provider(name: "yahoo", label: "Yahoo", host: "smtp.mail.yahoo.com", port: 465, security: "tls"),
    ]

    /// The server that a form describes: a known one by its name, or by what was typed.
    static func server(_ form: [String: String]) throws -> JSON {
        let known = all.first { $0.name == form["provider"] }
        guard let host = form.typed("host") ?? known?.host else { throw AjarError.invalid("host", "Which mail server is it?") }
        let isTyped = form.typed("host") != nil
        var server = JSONObject([("host", .string(host))])
        server["port"] = .int(isTyped ? form.typed("port").flatMap { Int($0) } ?? 465 : known?.port ?? 465)
        server["security"] = .string(isTyped ? form.typed("security") ?? "tls" : known?.security ?? "tls")
        server["username"] = JSON(form.typed("username") ?? form.typed("email"))
        if let password = form.typed("password") { server["password"] = .string(password) } else { server["username"] = nil }
        return .object(server)
    }
}
