import AjarCore
import AjarMail
import AjarResource
import AjarStore

/// The half of a mailbox that receives.
extension ConnectedAccount {
    private static let standardHistory: Duration = .seconds(365 * 86_400)

    /// How to reach the mailboxes; nil where nothing is received.
    static func imapAccount(_ account: Record, _ context: ReadContext) throws -> IMAPAccount? {
        let server = account[imap]
        guard let host = server["host"].string else { return nil }
        let sealed = account[secrets]["imap"].string
        let password = try sealed.map {
            try context.installation.secrets.open($0, context: "\(account.id):imap")
        }
        return IMAPAccount(
            host: host, port: server["port"].int ?? 993,
            security: IMAPAccount.Security(rawValue: server["security"].string ?? "") ?? .tls,
            username: server["username"].string ?? account[email], secret: Secret(password ?? ""),
            authentication: server["authentication"].string == "xoauth2" ? .xoauth2 : .automatic,
            additionalTrustRoots: context.installation.trustRoots)
    }

    static func syncSince(_ account: Record) -> CivilDate {
        if let chosen = account[syncSince].flatMap({ CivilDate(iso: $0) }) { return chosen }
        let made = Timestamp(json: account["date_created"]) ?? Timestamp(micros: 0)
        return (made - standardHistory).date()
    }

    /// An effect: the watcher of a new account begins, that of a changed one begins anew, that of a removed
    /// one ends.
    @Sendable static func keepWatched(_ change: Change, _ context: WriteContext) throws {
        let transaction = context.transaction
        let organization = context.organization
        guard !change.isDeletion, !change.new[imap].isNull else {
            guard !change.isCreation else { return }
            // A watcher that is at work finds that the account is not its any more, and writes nothing.
            for table in ["mailbox_sync", "mailbox_errand", "quarantined_message"] {
                try transaction.execute(
                    "DELETE FROM \(name: table) WHERE organization = \(organization) AND account_id = \(change.id)"
                )
            }
            try transaction.execute(
                """
                DELETE FROM mailbox_message WHERE organization = \(organization) AND folder_id IN (
                    SELECT id FROM mailbox_folder WHERE organization = \(organization) AND account_id = \(change.id))
                """)
            try transaction.execute(
                "DELETE FROM mailbox_folder WHERE organization = \(organization) AND account_id = \(change.id)"
            )
            transaction.wake(MailboxWatchers.bell)
            return
        }
        let isOtherHistory = !change.isCreation && change.changes(syncSince)
        // A mailbox that was stopped is read again as soon as the account counts as active.
        let isHealed = change.old?["status"] == "error" && change.new["status"] == "active"
        guard
            change.changes(imap) || isOtherHistory || isHealed
                || change.old?[secrets]["imap"] != change.new[secrets]["imap"]
        else {
            return
        }
        if isOtherHistory {
            try transaction.execute(
                """
                UPDATE mailbox_folder SET is_history_complete = 0, oldest_uid = NULL
                WHERE organization = \(organization) AND account_id = \(change.id) AND uid_validity IS NOT NULL
                """)
        }
        try transaction.restartMailboxes(organization: organization, account: change.id)
    }

    /// The account, for those who may also change it: what lies in a mailbox is its owner's business.
    static func owned(_ id: String, _ context: ReadContext) throws -> Record {
        let account = try context.get(resource, id)
        guard resource.permissions.write.allows(account, context.caller) else {
            throw AjarError.forbidden(WriteContext.noPermission)
        }
        return account
    }

    // MARK: - Test

    static let endpoints: [Endpoint] =
        [
            Endpoint(
                .post, "connected_account/{id}/test",
                "Signs in to the mail servers, without sending or changing anything"
            ) {
                request, engine in
                let (smtp, imap, installation) = try await engine.read(request.caller) { context in
                    let account = try owned(request.path["id"] ?? "", context)
                    return (
                        try relayAccount(account, context), try imapAccount(account, context),
                        context.installation
                    )
                }
                async let receiving = test(imap)
                return .json(["smtp": await test(smtp, installation.relay), "imap": await receiving])
            },
            Endpoint(
                .get, "connected_account/{id}/sync",
                "Tells how far the mailboxes of an account are read, and what is wrong"
            ) {
                request, engine in
                .json(
                    try await engine.read(request.caller) { context in
                        try SyncHealth(owned(request.path["id"] ?? "", context), context).json(context)
                    })
            },
        ] + Quarantine.endpoints

    private static func test(_ account: SMTPAccount, _ relay: Relay) async -> JSON {
        switch await relay.verify(account) {
        case .success(let capabilities):
            ["ok": true, "message": .string("\(capabilities.serverName) let us in.")]
        case .failure(let failure): .object(JSONObject([("ok", false)] + SendAttempt.describe(failure)))
        }
    }

    /// With the patience of somebody who looks at a page.
    private static func test(_ account: IMAPAccount?) async -> JSON {
        guard let account else { return .null }
        do throws(IMAPFailure) {
            let session = try await IMAPClient(timeouts: IMAPTimeouts(all: .seconds(20))).connect(account)
            let count = MailboxFolder.choose(try await session.list()).count
            await session.logOut()
            return [
                "ok": true, "message": .string("\(account.host) let us in; \(count) folders will be read."),
            ]
        } catch {
            return [
                "ok": false, "message": .string(error.message), "code": JSON(error.code),
                "stage": .string(error.stage.rawValue), "reason": .string(error.reason.rawValue),
            ]
        }
    }
}
