import AjarCore
import AjarMail
import AjarResource
import AjarStore

/// What must hold for an email before it is written. In the order in which they are asked.
enum EmailRules {
    private typealias Email = EmailActivity

    /// A client that gives back the HTML that it was shown changes nothing, and what follows from the text
    /// isn't kept.
    @Sendable static func recognizeHTML(_ change: inout Change, _ context: WriteContext) throws {
        guard change.isGiven(Email.bodyHTML), let html = change.new[Email.bodyHTML] else { return }
        if let old = change.old, old[Email.bodyText] == change.new[Email.bodyText],
            html == EmailLoads.html(of: old)
        {
            change.new[Email.bodyHTML] = old[Email.bodyHTML]
        } else if let text = change.new[Email.bodyText], html == HTMLBody.from(text: text) {
            change.new[Email.bodyHTML] = nil
        }
    }

    /// What the recipient saw, or may be about to see, stays as it was: only a draft has a content that
    /// changes.
    @Sendable static func freezeUnlessDraft(_ change: inout Change, _ context: WriteContext) throws {
        guard change.source == .client, !change.isDeletion, let old = change.old else { return }
        let mayEdit =
            old[Email.status] == .draft || change.new[Email.status] == .draft || old[Email.status] == .error
        if mayEdit { return }
        for name in frozen where change.isGiven(name) && change.changes(name) {
            change.refuse(name, "Only a draft can be modified.")
        }
    }

    private static let frozen: [String] = [
        "subject", "sender", "to", "cc", "bcc", "body_text", "body_html", "attachments", "template_id",
        "in_reply_to_id",
        "date_scheduled", "contact_id", "user_id",
    ]

    @Sendable static func fillIn(_ change: inout Change, _ context: WriteContext) throws {
        guard !change.isDeletion, change.errors.isEmpty else { return }
        let status = change.new[Email.status]
        if change.isCreation {
            if change.new[Email.direction] == nil {
                change.new[Email.direction] = status == .inbox ? .incoming : .outgoing
            }
            try fillPeople(&change, context)
        }
        if change.source == .client { change.new[Email.sendHold] = .null }
        if status == .sent || status == .inbox, change.new[Email.dateSent] == nil {
            change.new[Email.dateSent] =
                change.new[Activity.activityAt] ?? change.new[Activity.dateCreated] ?? context.now
        }
        if !change.isGiven(Activity.activityAt) || change.new[Activity.activityAt] == nil {
            let moment =
                change.new[Email.dateSent] ?? change.new[Email.dateScheduled]
                ?? change.new[Activity.dateCreated]
            change.new[Activity.activityAt] = moment ?? context.now
        }
    }

    /// The user is the caller; what was sent elsewhere was sent from the user's address; the contact is who
    /// has the address.
    private static func fillPeople(_ change: inout Change, _ context: WriteContext) throws {
        if change.new[Activity.userID] == nil { change.new[Activity.userID] = context.caller.userID?.text }
        if change.new[Email.status] == .sent, change.new[Email.sender] == nil,
            let user = change.new[Activity.userID]
        {
            change.new[Email.sender] = try context.find(User.resource, user)?["email"].string
        }
        guard change.new[Activity.contactID] == nil, let lead = change.new[Activity.leadID] else { return }
        let sender = change.new[Email.sender].map { [$0] } ?? []
        let others = change.new[Email.direction] == .incoming ? sender : change.new[Email.to]
        let keys = others.compactMap { try? Address(parsing: $0).folded }
        let row = try context.reader.first(
            """
            SELECT contact_id FROM contact_address
            WHERE organization = \(context.organization) AND lead_id = \(lead) AND email_key IN (\(list: keys))
            ORDER BY contact_id LIMIT 1
            """)
        change.new[Activity.contactID] = row?.text("contact_id")
    }

    /// A template that comes without a body is rendered here; a subject that was given wins over the
    /// template's.
    @Sendable static func renderTemplate(_ change: inout Change, _ context: WriteContext) throws {
        guard !change.isDeletion, change.isGiven(Email.templateID), let id = change.new[Email.templateID],
            change.errors.isEmpty, let template = try context.find(EmailTemplate.resource, id)
        else { return }
        change.new[Email.templateName] = template[EmailTemplate.name]
        guard !change.isGiven(Email.bodyText), !change.isGiven(Email.bodyHTML) else { return }
        let tags = try TemplateTags(
            lead: change.new[Activity.leadID], contact: change.new[Activity.contactID], context)
        if !change.isGiven(Email.subject) {
            change.new[Email.subject] = tags.render(text: template[EmailTemplate.subject])
        }
        change.new[Email.bodyHTML] = tags.render(html: template[EmailTemplate.body])
        change.new[Email.bodyText] = nil
    }

    /// One body makes the other: the text is worked out here, the HTML whenever it is read.
    @Sendable static func deriveBodies(_ change: inout Change, _ context: WriteContext) throws {
        guard !change.isDeletion, change.errors.isEmpty else { return }
        let text = change.new[Email.bodyText]
        let html = change.new[Email.bodyHTML]
        let hasNewText = change.isGiven(Email.bodyText) && text != nil
        let hasNewHTML = change.isGiven(Email.bodyHTML) && html != nil
        if let html, text == nil || hasNewHTML && !hasNewText {
            change.new[Email.bodyText] = PlainText.from(html: html)
        } else if hasNewText, !hasNewHTML {
            change.new[Email.bodyHTML] = nil
        }
    }

    /// What leaves needs a sender with a mailbox, somebody to receive it, and a date if it is for later.
    @Sendable static func requireToSend(_ change: inout Change, _ context: WriteContext) throws {
        guard change.source == .client, !change.isDeletion else { return }
        let status = change.new[Email.status]
        let leaves = status == .outbox || status == .scheduled
        guard leaves || status == .inbox || status == .error else { return }
        if change.new[Email.sender] == nil { change.refuse("sender", .required) }
        guard leaves, change.old?[Email.status] != status else { return }
        if status == .scheduled, change.new[Email.dateScheduled] == nil {
            change.refuse("date_scheduled", .required)
        }
        let recipients = change.new[Email.to].count + change.new[Email.cc].count + change.new[Email.bcc].count
        if recipients == 0, change.errors.isEmpty {
            change.refuse("to", "An email needs a recipient to be sent.")
        }
        try chooseAccount(&change, context)
    }

    private static func chooseAccount(_ change: inout Change, _ context: WriteContext) throws {
        guard let sender = change.new[Email.sender], let address = try? Address(parsing: sender) else {
            return
        }
        let account = try ConnectedAccount.usable(context).first { account in
            ConnectedAccount.addresses(account).contains(address.folded)
                && (change.new[Email.accountID].map { $0 == account.id.text } ?? true)
        }
        guard let account else {
            change.refuse("sender", "This is not the address of a connected account that you may send from.")
            return
        }
        change.new[Email.emailAccountID] = account.id.text
        change.new["send_as_id"] = JSON(
            try SendAs.allowance(from: account["user_id"].string, context)?.id.text)
        change.new[Email.generation] += 1
        if change.new[Email.messageID] == nil || change.old?[Email.status] == .error {
            let token = context.transaction.newID(.short("m")).text
            change.new[Email.messageID] = "\(token.dropFirst(2))@\(address.domain)"
        }
    }

    /// Each attachment must be a file that this organization uploaded, in time.
    @Sendable static func keepAttachments(_ change: inout Change, _ context: WriteContext) throws {
        guard change.isGiven(Email.attachments), change.errors.isEmpty else { return }
        change.new[Email.attachments] = try Attachments.keep(
            change.new[Email.attachments], "attachments", &change, context)
    }

    /// Every email is in a thread from the first draft on.
    @Sendable static func findThread(_ change: inout Change, _ context: WriteContext) throws {
        guard !change.isDeletion, change.errors.isEmpty else { return }
        if change.isGiven(Email.inReplyToID) { try nameParent(&change, context) }
        guard change.isCreation, change.new[Email.threadID] == nil else { return }
        change.new[Email.threadID] = try Threading.thread(for: change.new, context)
    }

    /// What it answers gives the RFC headers: In-Reply-To is the parent, References its ancestors and it (RFC
    /// 5322 §3.6.4).
    private static func nameParent(_ change: inout Change, _ context: WriteContext) throws {
        guard let id = change.new[Email.inReplyToID] else {
            change.new[Email.inReplyTo] = nil
            change.new[Email.references] = []
            return
        }
        guard let parent = try context.find(Email.resource, id) else { return }
        guard parent[Activity.leadID] == change.new[Activity.leadID] else {
            change.refuse("in_reply_to_id", "The email that is answered belongs to another lead.")
            return
        }
        let parentID = parent[Email.messageID] ?? parent[Email.messageIDs].first
        change.new[Email.inReplyTo] = parentID
        // The first ones tell the root, the last ones the parents; what lies between can go.
        let ancestors = parent[Email.references] + (parentID.map { [$0] } ?? [])
        change.new[Email.references] =
            ancestors.count <= 50 ? ancestors : Array(ancestors.prefix(10) + ancestors.suffix(40))
    }
}
