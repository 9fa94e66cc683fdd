import AjarCore
import AjarResource
import AjarStore

/// The right to watch the mailboxes of one account. The fence rises with each claim and with each change of
/// the account: a holder that was slow, or works with an old password, can't write any more.
struct MailboxLease: Sendable, Hashable {
    struct Key: Sendable, Hashable {
        let organization: Int
        let account: ID
    }

    let key: Key
    let organizationID: ID
    let worker: String
    let fence: Int
    /// An earlier holder died: some message may have killed it, so they are read one by one.
    let isAfterCrash: Bool
    let failures: Int

    var organization: Int { key.organization }
    var account: ID { key.account }
    /// In whose name mail is written down: nobody's, as with everything that the server does by itself.
    var caller: Caller { Caller(organization: organization, organizationID: organizationID, userID: nil) }

    /// The lease is somebody else's by now, or the account has changed. Nothing of this transaction may stay.
    struct Lost: Error {}
}

extension Transaction {
    /// Takes accounts that nobody watches and that are due. Dying after the commit leaves them to others
    /// after the lease.
    func claimMailboxes(worker: String, limit: Int, lease: Duration) throws -> [MailboxLease] {
        try rows(
            """
            WITH picked AS MATERIALIZED (
                SELECT organization, account_id
                FROM mailbox_sync
                WHERE is_stopped = 0 AND next_try <= \(now) AND (worker IS NULL OR leased_until < \(now))
                ORDER BY next_try, organization, account_id
                LIMIT \(limit) \(.claimLock)
            )
            UPDATE mailbox_sync
            SET crashes = CASE WHEN worker IS NULL THEN crashes ELSE crashes + 1 END, fence = fence + 1,
                worker = \(worker), leased_until = \(now + lease)
            FROM picked
            WHERE mailbox_sync.organization = picked.organization AND mailbox_sync.account_id = picked.account_id
            RETURNING mailbox_sync.organization AS organization, mailbox_sync.account_id AS account_id, fence, crashes,
                failures, (
                SELECT organization.id FROM organization
                WHERE organization.organization = mailbox_sync.organization) AS organization_id
            """
        ).map { row in
            MailboxLease(
                key: .init(organization: row.int("organization"), account: row.id("account_id")),
                organizationID: row.id("organization_id"), worker: worker, fence: row.int("fence"),
                isAfterCrash: row.int("crashes") > 0, failures: row.int("failures"))
        }
    }

    /// Makes all leases of a worker last longer, in one statement, and gives back those that still are.
    func renewMailboxes(worker: String, lease: Duration) throws -> [MailboxLease.Key: Int] {
        let rows = try rows(
            """
            UPDATE mailbox_sync SET leased_until = \(now + lease) WHERE worker = \(worker)
            RETURNING organization, account_id, fence
            """)
        return Dictionary(uniqueKeysWithValues: rows.map { ($0.mailboxKey, $0.int("fence")) })
    }

    /// Lets go of everything in good order: whoever comes next need not suspect a message.
    func releaseMailboxes(worker: String) throws {
        try execute("UPDATE mailbox_sync SET worker = NULL, leased_until = NULL WHERE worker = \(worker)")
    }

    func dropMailbox(_ key: MailboxLease.Key, worker: String) throws {
        try execute(
            """
            UPDATE mailbox_sync SET worker = NULL, leased_until = NULL
            WHERE organization = \(key.organization) AND account_id = \(key.account) AND worker = \(worker)
            """)
    }

    /// Makes sure that the account is still ours, and stays so until this transaction ends.
    func holds(_ lease: MailboxLease) throws {
        guard try exists("SELECT fence FROM mailbox_sync WHERE \(lease.isHeld) \(.rowLock)") else {
            throw MailboxLease.Lost()
        }
    }

    /// A pass over all folders went well: nothing kills us here, and nothing is wrong.
    func noteHealthy(_ lease: MailboxLease) throws {
        try execute(
            """
            UPDATE mailbox_sync SET crashes = 0, failures = 0, last_error = NULL, date_connected = \(now)
            WHERE \(lease.isHeld)
            """)
    }

    /// Gives the account back until a later time. `isStopped`: until somebody changes it.
    func release(
        _ lease: MailboxLease, failures: Int, error: JSON, nextTry: Timestamp, isStopped: Bool
    ) throws {
        let changed = try execute(
            """
            UPDATE mailbox_sync
            SET worker = NULL, leased_until = NULL, failures = \(failures), last_error = \(json: error),
                next_try = \(nextTry), is_stopped = \(isStopped)
            WHERE \(lease.isHeld)
            """)
        if changed == 0 { throw MailboxLease.Lost() }
    }

    /// Whether the account was connected, changed or taken away: its watcher begins anew.
    func restartMailboxes(organization: Int, account: ID) throws {
        try execute(
            """
            INSERT INTO mailbox_sync (
                organization, account_id, fence, crashes, failures, is_stopped, next_try, date_created)
            VALUES (\(organization), \(account), 0, 0, 0, 0, \(now), \(now))
            ON CONFLICT (organization, account_id) DO UPDATE
            SET worker = NULL, leased_until = NULL, fence = mailbox_sync.fence + 1, failures = 0, is_stopped = 0,
                next_try = \(now), last_error = NULL
            """)
        wake(MailboxWatchers.bell)
    }
}

extension MailboxLease {
    fileprivate var isHeld: SQL {
        "organization = \(organization) AND account_id = \(account) AND worker = \(worker) AND fence = \(fence)"
    }
}

extension Row {
    var mailboxKey: MailboxLease.Key { .init(organization: int("organization"), account: id("account_id")) }
}
