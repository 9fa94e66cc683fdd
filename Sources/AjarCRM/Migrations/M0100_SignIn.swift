import AjarStore

extension Migrations {
    /// What people and programs sign in with beside API keys, and what is remembered about their attempts.
    static let signIn: Migration = Migration(
        id: "0100_sign_in",
        statements: [
            """
            CREATE TABLE session (
                organization \(.integerType) NOT NULL,
                id \(.textType) NOT NULL,
                token_hash \(.textType) NOT NULL UNIQUE,
                user_id \(.textType) NOT NULL,
                date_created \(.integerType) NOT NULL,
                last_used_at \(.integerType) NOT NULL,
                expires_at \(.integerType) NOT NULL,
                PRIMARY KEY (organization, id)
            )
            """,
            "CREATE INDEX session_of_user ON session (user_id)",
            "CREATE INDEX session_expires ON session (expires_at)",
            """
            CREATE TABLE second_factor (
                user_id \(.textType) NOT NULL PRIMARY KEY,
                secret \(.textType) NOT NULL,
                last_step \(.integerType) NOT NULL,
                confirmed_at \(.integerType),
                date_created \(.integerType) NOT NULL
            )
            """,
            """
            CREATE TABLE sign_in_failure (
                subject \(.textType) NOT NULL PRIMARY KEY,
                failures \(.integerType) NOT NULL,
                last_at \(.integerType) NOT NULL,
                blocked_until \(.integerType) NOT NULL
            )
            """,
            "CREATE INDEX sign_in_failure_last ON sign_in_failure (last_at)",
            """
            CREATE TABLE oauth_client (
                organization \(.integerType) NOT NULL,
                id \(.textType) NOT NULL UNIQUE,
                name \(.textType) NOT NULL,
                secret_hash \(.textType),
                redirect_uris \(.textType) NOT NULL,
                date_created \(.integerType) NOT NULL,
                revoked_at \(.integerType),
                PRIMARY KEY (organization, id)
            )
            """,
            """
            CREATE TABLE oauth_grant (
                organization \(.integerType) NOT NULL,
                id \(.textType) NOT NULL,
                client_id \(.textType) NOT NULL,
                user_id \(.textType) NOT NULL,
                scope \(.textType) NOT NULL,
                date_created \(.integerType) NOT NULL,
                revoked_at \(.integerType),
                PRIMARY KEY (organization, id)
            )
            """,
            "CREATE INDEX oauth_grant_user ON oauth_grant (organization, user_id)",
            """
            CREATE TABLE oauth_code (
                organization \(.integerType) NOT NULL,
                code_hash \(.textType) NOT NULL UNIQUE,
                grant_id \(.textType) NOT NULL,
                client_id \(.textType) NOT NULL,
                redirect_uri \(.textType),
                challenge \(.textType),
                expires_at \(.integerType) NOT NULL,
                used_at \(.integerType),
                PRIMARY KEY (organization, code_hash)
            )
            """,
            "CREATE INDEX oauth_code_expires ON oauth_code (expires_at)",
            """
            CREATE TABLE oauth_token (
                organization \(.integerType) NOT NULL,
                token_hash \(.textType) NOT NULL UNIQUE,
                grant_id \(.textType) NOT NULL,
                kind \(.textType) NOT NULL CHECK (kind IN ('access', 'refresh')),
                expires_at \(.integerType) NOT NULL,
                used_at \(.integerType),
                PRIMARY KEY (organization, token_hash)
            )
            """,
            "CREATE INDEX oauth_token_expires ON oauth_token (expires_at)",
            """
            CREATE TABLE idempotency_key (
                organization \(.integerType) NOT NULL,
                key_hash \(.textType) NOT NULL,
                fingerprint \(.textType) NOT NULL,
                status \(.integerType),
                location \(.textType),
                body \(.textType),
                date_created \(.integerType) NOT NULL,
                PRIMARY KEY (organization, key_hash)
            )
            """,
            "CREATE INDEX idempotency_key_created ON idempotency_key (date_created)",
            """
            CREATE TABLE sandbox_message (
                id \(.textType) NOT NULL PRIMARY KEY,
                sender \(.textType) NOT NULL,
                recipients \(.textType) NOT NULL,
                source \(.blobType) NOT NULL,
                size \(.integerType) NOT NULL,
                date_created \(.integerType) NOT NULL
            )
            """,
        ])
}
