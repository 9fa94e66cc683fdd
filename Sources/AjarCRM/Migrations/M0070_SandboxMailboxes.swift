import AjarStore

extension Migrations {
    /// The mailboxes of the sandbox, as a mail provider has them: what lies where, and the ports at which it
    /// was last found.
    static let sandboxMailboxes: Migration = Migration(
        id: "0070_sandbox_mailboxes",
        statements: [
            """
            CREATE TABLE sandbox_folder (
                owner \(.textType) NOT NULL,
                name \(.textType) NOT NULL,
                next_uid \(.integerType) NOT NULL,
                PRIMARY KEY (owner, name)
            )
            """,
            """
            CREATE TABLE sandbox_copy (
                owner \(.textType) NOT NULL,
                folder \(.textType) NOT NULL,
                uid \(.integerType) NOT NULL,
                message_id \(.textType) NOT NULL,
                flags \(.textType) NOT NULL,
                date_created \(.integerType) NOT NULL,
                PRIMARY KEY (owner, folder, uid)
            )
            """,
            "CREATE INDEX sandbox_copy_message ON sandbox_copy (message_id)",
            """
            CREATE TABLE sandbox_port (
                protocol \(.textType) NOT NULL PRIMARY KEY,
                port \(.integerType) NOT NULL
            )
            """,
        ])
}
