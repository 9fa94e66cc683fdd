import ArgumentParser

/// The commands of the one binary.
@main
struct AjarCommand: AsyncParsableCommand {
    static let configuration: CommandConfiguration = CommandConfiguration(
        commandName: "ajar",
        abstract: "A sales CRM that you run yourself, with an email engine inside.",
        subcommands: [
            Serve.self, Setup.self, APIKeyCommand.self, UserCommand.self, OAuthAppCommand.self, Migrate.self,
            BackupCommand.self, RestoreCommand.self,
            Doctor.self,
        ])
}
