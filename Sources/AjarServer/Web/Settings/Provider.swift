import AjarCore

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
