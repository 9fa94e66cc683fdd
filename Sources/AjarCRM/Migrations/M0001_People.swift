import AjarStore

extension Migrations {
    /// Organizations, the people in them, and what they sign in with. The organization's number is the tenant
    /// in every key.
    static let people: Migration = Migration(
        id: "0001_people",
        statements: [
            """
            CREATE TABLE organization (
                organization \(.integerType) NOT NULL PRIMARY KEY,
                id \(.textType) NOT NULL UNIQUE,
                name \(.textType) NOT NULL,
                currency \(.textType) NOT NULL,
                settings \(.textType) NOT NULL,
                date_created \(.integerType) NOT NULL,
                date_updated \(.integerType) NOT NULL,
                created_by \(.textType),
                updated_by \(.textType)
            )
            """,
            """
            CREATE TABLE "user" (
                id \(.textType) NOT NULL PRIMARY KEY,
                email \(.textType) NOT NULL,
                email_key \(.textType) NOT NULL UNIQUE,
                first_name \(.textType) NOT NULL,
                last_name \(.textType) NOT NULL,
                phone \(.textType),
                image \(.textType),
                last_used_timezone \(.textType),
                password_hash \(.textType),
                totp_secret \(.blobType),
                is_disabled \(.integerType) NOT NULL DEFAULT 0,
                date_created \(.integerType) NOT NULL,
                date_updated \(.integerType) NOT NULL
            )
            """,
            """
            CREATE TABLE membership (
                organization \(.integerType) NOT NULL REFERENCES organization (organization),
                id \(.textType) NOT NULL,
                user_id \(.textType) NOT NULL REFERENCES "user" (id),
                role_id \(.textType) NOT NULL,
                is_active \(.integerType) NOT NULL DEFAULT 1,
                title \(.textType),
                auto_record_calls \(.textType) NOT NULL DEFAULT 'unset',
                track_email_opens \(.integerType) NOT NULL DEFAULT 1,
                pinned_views \(.textType) NOT NULL DEFAULT '[]',
                date_created \(.integerType) NOT NULL,
                date_updated \(.integerType) NOT NULL,
                PRIMARY KEY (organization, id),
                UNIQUE (organization, user_id)
            )
            """,
            "CREATE INDEX membership_user ON membership (user_id)",
            """
            CREATE VIEW member AS
            SELECT membership.organization, "user".id, "user".email, "user".first_name, "user".last_name, "user".phone,
                "user".image, "user".last_used_timezone, "user".date_created, "user".date_updated
            FROM membership JOIN "user" ON "user".id = membership.user_id
            """,
            """
            CREATE TABLE api_key (
                organization \(.integerType) NOT NULL,
                id \(.textType) NOT NULL,
                user_id \(.textType) NOT NULL,
                name \(.textType) NOT NULL,
                key_hash \(.textType) NOT NULL UNIQUE,
                date_created \(.integerType) NOT NULL,
                revoked_at \(.integerType),
                PRIMARY KEY (organization, id)
            )
            """,
        ])
}
