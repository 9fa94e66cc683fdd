import AjarCRM
import AjarCore
import AjarResource
import AjarStore
import HTTPTypes
import HummingbirdCore

/// `/settings/…`: which page stands where, who sees it, and what surrounds all of them.
struct SettingsDesk: Sendable {
    let visitor: Visitor
    let sandbox: Sandbox?
    let cache: CallerCache

    /// A page of the settings: shows itself, and takes its forms.
    protocol Page: Sendable {
        func show() async throws -> Answer
        func take(_ form: [String: String]) async throws -> Answer
    }

    struct Entry: Sendable {
        let name: String
        let label: String
        let page: @Sendable (SettingsDesk) -> any Page

        init(_ name: String, _ label: String, _ page: @escaping @Sendable (SettingsDesk) -> any Page) {
            self.name = name
            self.label = label
            self.page = page
        }

        init(_ name: String, _ label: String, _ page: ResourcePage) {
            self.init(name, label) { ResourceDesk(desk: $0, page: page) }
        }
    }

    static let groups: [(label: String, entries: [Entry])] = [
        (
            "You",
            [
                Entry("mailboxes", "Mailboxes") { MailboxesPage($0) },
                Entry("security", "Password and sign-in") { SecurityPage($0) },
                Entry("delegates", "Send as") { DelegatesPage($0) },
            ]
        ),
        (
            "Organization",
            [
                Entry("organization", "General") { OrganizationPage($0) },
                Entry("members", "Members") { MembersPage($0) },
                Entry("roles", "Roles", .roles),
                Entry("groups", "Groups") { GroupsPage($0) },
            ]
        ),
        (
            "Sales",
            [
                Entry("statuses", "Lead statuses", .statuses),
                Entry("pipelines", "Pipelines") { PipelinesPage($0) },
                Entry("fields", "Custom fields", .fields),
                Entry("activities", "Custom activities", .activities),
                Entry("objects", "Custom objects", .objects),
                Entry("outcomes", "Call outcomes", .outcomes),
                Entry("playbooks", "Playbooks", .playbooks),
                Entry("messages", "SMS templates", .messages),
                Entry("unsubscribes", "Unsubscribes") { UnsubscribesPage($0) },
            ]
        ),
        (
            "Programs",
            [
                Entry("keys", "API keys") { KeysPage($0) },
                Entry("apps", "OAuth apps") { AppsPage($0) },
                Entry("webhooks", "Webhooks") { WebhooksPage($0) },
                Entry("links", "Integration links", .links),
            ]
        ),
    ]

    private static let entries: [String: Entry] = Dictionary(
        groups.flatMap { $0.entries.map { ($0.name, $0) } }, uniquingKeysWith: { $1 })

    /// The part of the address that says which page it is.
    var name: String { visitor.segments.count > 1 ? visitor.segments[1] : "" }

    func answer() async throws -> Answer {
        if name.isEmpty { return try await overview() }
        guard let entry = Self.entries[name] else { throw AjarError.notFound("There is no such page.") }
        let page = entry.page(self)
        guard !visitor.isRead else { return try await page.show() }
        let form = try await visitor.form()
        // Who may do what may be about to change, so what is remembered of it is forgotten, however this
        // ends.
        defer { cache.forgetAll() }
        return try await page.take(form)
    }

    private func overview() async throws -> Answer {
        guard visitor.isRead else { throw Visit.noMethod }
        var values: Values = [:]
        values["steps"] = try await FirstSteps(visitor: visitor).values()
        return self.page(
            "settings-overview", "Settings", intro: "How Ajar works for you and your team.", values)
    }

    // MARK: - Drawing

    /// A page that one template draws out of data.
    func list(
        _ title: String, intro: String, _ list: SettingsList, problem: String? = nil
    ) -> Answer {
        page("settings-list", title, intro: intro, list.values, problem: problem)
    }

    func page(
        _ view: String, _ title: String, intro: String, _ values: Values, problem: String? = nil
    ) -> Answer {
        var values = values
        values["page_title"] = title
        values["page_intro"] = intro
        values["page_name"] = name
        values["groups"] = Self.groups.map { group -> Values in
            ["group_label": group.label, "entries": group.entries.map { self.link($0) }]
        }
        if name.isEmpty { values["is_overview"] = true }
        if sandbox != nil { values["has_sandbox"] = true }
        if let problem { values["problem"] = problem }
        return visitor.page(view, title: title, area: "settings", values, status: problem == nil ? 200 : 400)
    }

    private func link(_ entry: Entry) -> Values {
        var values: Values = ["entry_name": entry.name, "entry_label": entry.label]
        if entry.name == name { values["is_here"] = true }
        return values
    }

    func done(_ word: String) -> Answer { .redirect("/settings/\(name)/?done=\(word)") }

    static let unknownWish: AjarError = .badRequest("The form wants something unknown.")
}

/// What a new organization does first, and what of it is done.
struct FirstSteps: Sendable {
    let visitor: Visitor

    func values() async throws -> [Values] {
        let own = visitor.session.caller.userID?.text
        let hasMailbox = try await visitor.list("connected_account", ["_limit": "100"]).contains {
            $0["user_id"].string == own
        }
        let hasLeads = try await !visitor.list("lead", ["_limit": "1", "_fields": "id"]).isEmpty
        let hasSent = try await !visitor.list(
            "activity/email", ["_limit": "1", "status": "sent", "_fields": "id"]
        ).isEmpty
        let hasCode = try await visitor.get("second_factor")["is_on"].bool == true
        let hasTeam = try await visitor.list("user", ["_limit": "2", "_fields": "id"]).count > 1
        return [
            step(
                "Connect a mailbox", "Emails leave through your own server, in your name.",
                "/settings/mailboxes/", hasMailbox),
            step(
                "Bring your leads", "Import a CSV file, or add the first one by hand.", "/import/", hasLeads),
            step("Send an email", "You have ten seconds to take it back.", "/compose/", hasSent),
            step(
                "Invite your team", "Everybody with a mailbox and a role of their own.", "/settings/members/",
                hasTeam),
            step(
                "Protect your account", "A code from your phone beside the password.", "/settings/security/",
                hasCode),
        ]
    }

    private func step(_ title: String, _ detail: String, _ url: String, _ isDone: Bool) -> Values {
        var values: Values = ["step_title": title, "step_detail": detail, "step_url": url]
        if isDone { values["is_done"] = true }
        return values
    }
}
