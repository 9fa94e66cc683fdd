import AjarStore

extension Migrations {
    /// Codes for a lost phone, and links for new members.
    static let access: Migration = Migration(
        id: "0065_access",
        statements: [
            """
            CREATE TABLE recovery_code (
                user_id \(.textType) NOT NULL,
                code_hash \(.textType) NOT NULL,
                used_at \(.integerType),
                PRIMARY KEY (user_id, code_hash)
            )
            """,
            """
            CREATE TABLE invitation (
                organization \(.integerType) NOT NULL,
                id \(.textType) NOT NULL,
                user_id \(.textType) NOT NULL,
                token_hash \(.textType) NOT NULL UNIQUE,
                expires_at \(.integerType) NOT NULL,
                used_at \(.integerType),
                PRIMARY KEY (organization, id)
            )
            """,
            "CREATE INDEX invitation_user ON invitation (user_id)",
        ])
}
