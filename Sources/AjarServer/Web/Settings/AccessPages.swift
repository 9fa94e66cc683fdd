import AjarCRM
import AjarCore
import AjarResource
import AjarStore
import HTTPTypes
import HummingbirdCore

/// `/settings/keys/`: what programs use in somebody's name.
struct KeysPage: SettingsDesk.Page {
    let desk: SettingsDesk
    init(_ desk: SettingsDesk) { self.desk = desk }

    func show() async throws -> Answer { try await show([]) }

    private func show(
        _ secrets: [(label: String, text: String)], problem: String? = nil
    ) async throws -> Answer {
        let rows = try await desk.visitor.list("api_key").map { key -> SettingsList.Row in
            let name = key["name"].string ?? ""
            return SettingsList.Row(
                id: key["id"].string ?? "", title: name, detail: key["user_email"].string ?? "",
                moment: key["date_created"].string,
                actions: [
                    .delete("End “\(name)” for good? Programs that use it stop working.", label: "Revoke")
                ])
        }
        let section = SettingsList.Section(
            rows: rows, empty: "No key yet.",
            add: (
                "Create a key", "Create",
                [
                    FormField(
                        "name", "What is it for?", placeholder: "A script, a form on the website, …",
                        isRequired: true)
                ]
            ),
            isOpen: rows.isEmpty)
        return desk.list(
            "API keys", intro: "A key lets a program do what you may do. Keep it as you keep a password.",
            SettingsList(sections: [section], secrets: secrets), problem: problem)
    }

    func take(_ form: [String: String]) async throws -> Answer {
        do {
            switch form["do"] {
            case "create":
                let key = try await desk.visitor.post(
                    "api_key", JSONObject([("name", JSON(form.typed("name")))]))
                return try await show([
                    ("This is the key. It is shown this once.", key["api_key"].string ?? "")
                ])
            case "delete":
                try await desk.visitor.delete("api_key/\(try PathPart.checked(form["id"] ?? ""))")
                return desk.done("revoked")
            default: throw SettingsDesk.unknownWish
            }
        } catch let error as AjarError { return try await show([], problem: Problem.text(error)) }
    }
}

/// `/settings/apps/`: programs that may ask people for access.
struct AppsPage: SettingsDesk.Page {
    let desk: SettingsDesk
    init(_ desk: SettingsDesk) { self.desk = desk }

    private static let fields: [FormField] = [
        FormField("name", "Name", hint: "People read it when they are asked.", isRequired: true),
        FormField(
            "redirect_uris", "Where the browser goes back to", .lines,
            hint: "One address a line, each with https://", isRequired: true),
        FormField("is_public", "It can’t keep a secret (a page, an app on a phone)", .check),
    ]

    func show() async throws -> Answer { try await show([], nil, [:]) }

    private func show(
        _ secrets: [(label: String, text: String)], _ problem: String?, _ form: [String: String]
    ) async throws -> Answer {
        guard desk.visitor.session.caller.may("manage_organization") else {
            return desk.list(
                "OAuth apps", intro: "An admin registers the programs that may ask you for access.",
                SettingsList(sections: []))
        }
        let rows = try await desk.visitor.list("oauth_app").map { app -> SettingsList.Row in
            let name = app["name"].string ?? ""
            return SettingsList.Row(
                id: app["id"].string ?? "", title: name, detail: app["id"].string ?? "",
                tag: app["is_public"].bool == true ? "public" : nil,
                actions: [.delete("End “\(name)”, and the access that people gave it?", label: "Remove")])
        }
        let fields = problem == nil ? Self.fields : Self.fields.holding(.object(Self.fields.read(form)))
        let section = SettingsList.Section(
            rows: rows,
            empty:
                "No app yet. Programs of others use these to ask people for access, so that nobody hands out a key.",
            add: ("Register an app", "Register", fields), isOpen: problem != nil)
        return desk.list(
            "OAuth apps", intro: "Programs that ask people for access, instead of a key.",
            SettingsList(sections: [section], secrets: secrets), problem: problem)
    }

    func take(_ form: [String: String]) async throws -> Answer {
        do {
            switch form["do"] {
            case "create":
                let app = try await desk.visitor.post("oauth_app", Self.fields.read(form))
                var shown: [(label: String, text: String)] = [
                    ("The id of the client", app["id"].string ?? "")
                ]
                if let secret = app["client_secret"].string {
                    shown.append(("Its secret. It is shown this once.", secret))
                }
                return try await show(shown, nil, [:])
            case "delete":
                try await desk.visitor.delete("oauth_app/\(try PathPart.checked(form["id"] ?? ""))")
                return desk.done("deleted")
            default: throw SettingsDesk.unknownWish
            }
        } catch let error as AjarError { return try await show([], Problem.text(error), form) }
    }
}

/// `/settings/security/`: sessions, and the second factor.
struct SecurityPage: SettingsDesk.Page {
    let desk: SettingsDesk
    init(_ desk: SettingsDesk) { self.desk = desk }

    func show() async throws -> Answer { try await show([:]) }

    private func show(_ more: Values, problem: String? = nil) async throws -> Answer {
        var values = more
        let factor = try await desk.visitor.get("second_factor")
        if factor["is_on"].bool == true {
            values["is_on"] = true
        } else if values["setup"] == nil {
            values["is_off"] = true
        }
        values["codes_left"] = factor["recovery_codes_left"].int ?? 0
        let here = desk.visitor.session.id.text
        values["sessions"] = try await desk.visitor.list("session").map { session -> Values in
            var row: Values = ["session_id": session["id"].string ?? ""]
            row["used"] = Words.moment(session["last_used_at"].string)
            row["begun"] = Words.moment(session["date_created"].string)
            if session["id"].string == here { row["is_this"] = true }
            return row
        }
        return desk.page(
            "settings-security", "Password and sign-in", intro: "Who can come in as you, and from where.",
            values, problem: problem)
    }

    func take(_ form: [String: String]) async throws -> Answer {
        let visitor = desk.visitor
        let code = JSONObject([("code", JSON(form.typed("code")))])
        do {
            switch form["do"] {
            case "begin":
                let made = try await visitor.post("second_factor", JSONObject())
                return try await show(["setup": setup(made["secret"].string ?? "", made["url"].string ?? "")])
            case "confirm":
                let made = try await visitor.post("second_factor/confirm", code)
                return try await show(["recovery": ["codes": Self.codes(made)] as Values])
            case "codes":
                let made = try await visitor.post("second_factor/recovery_codes", code)
                return try await show(["recovery": ["codes": Self.codes(made)] as Values])
            case "off":
                try await visitor.post("second_factor/off", code)
                return desk.done("saved")
            case "password":
                // Not `typed`: spaces belong to a password.
                try await visitor.post(
                    "password",
                    JSONObject([
                        ("old_password", .string(form["old_password"] ?? "")),
                        ("new_password", .string(form["new_password"] ?? "")),
                        ("keep_session_id", .string(visitor.session.id.text)),
                    ]))
                return desk.done("password")
            case "end":
                try await visitor.delete("session/\(try PathPart.checked(form["id"] ?? ""))")
                return desk.done("ended")
            default: throw SettingsDesk.unknownWish
            }
        } catch let error as AjarError {
            // The secret is in the form of a step that went wrong: the code was mistyped, and the app has it
            // already.
            var more: Values = [:]
            if form["do"] == "confirm", let secret = form.typed("secret"), let url = form.typed("url") {
                more["setup"] = setup(secret, url)
            }
            return try await show(more, problem: Problem.text(error))
        }
    }

    private func setup(_ secret: String, _ url: String) -> Values {
        let groups = stride(from: 0, to: secret.count, by: 4).map { String(secret.dropFirst($0).prefix(4)) }
        var values: Values = ["secret": secret, "secret_words": groups.joined(separator: " "), "url": url]
        values["picture"] = QRCode(url)?.svg
        return values
    }

    private static func codes(_ answer: JSON) -> [Values] {
        (answer["recovery_codes"].array ?? []).compactMap(\.string).map { ["code": $0] }
    }
}
