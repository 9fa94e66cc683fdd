import AjarStore

extension Migrations {
    /// How far the imports of mail files got.
    static let emailImports: Migration = Migration(
        id: "0036_email_imports",
        statements: [
            """
            CREATE TABLE email_import (
                organization \(.integerType) NOT NULL,
                id \(.textType) NOT NULL,
                user_id \(.textType),
                status \(.textType) NOT NULL CHECK (status IN ('running', 'done', 'interrupted')),
                n_messages \(.integerType) NOT NULL,
                n_kept \(.integerType) NOT NULL,
                n_known \(.integerType) NOT NULL,
                n_left_out \(.integerType) NOT NULL,
                n_unreadable \(.integerType) NOT NULL,
                date_created \(.integerType) NOT NULL,
                date_updated \(.integerType) NOT NULL,
                PRIMARY KEY (organization, id)
            )
            """
        ])
}
