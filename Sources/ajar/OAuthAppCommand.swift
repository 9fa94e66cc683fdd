import AjarCRM
import AjarCore
import AjarStore
import ArgumentParser

/// `ajar oauth-app …`
struct OAuthAppCommand: AsyncParsableCommand {
    static let configuration: CommandConfiguration = CommandConfiguration(
        commandName: "oauth-app", abstract: "Register the programs that may ask users for access.",
        subcommands: [Create.self, List.self, Revoke.self])

    struct Create: AsyncParsableCommand {
        static let configuration: CommandConfiguration = CommandConfiguration(
            abstract: "Register a program; its secret is shown this once.")

        @OptionGroup var installation: InstallationOptions
        @Option(help: "What users read when they are asked.") var name: String
        @Option(help: "Where the browser may be sent back to; can be given several times.") var redirectURI:
            [String]
        @Flag(help: "The program can't keep a secret and uses PKCE, as those in a browser or on a phone.")
        var isPublic = false
        @Option(help: "The id of the organization that it belongs to, if there are several.")
        var organization: String?

        func run() async throws {
            let made = try await installation.settings().withStore { store in
                let number = try await store.read { try Members.organization(organization, $0) }
                return try await OAuthClients(store: store).create(
                    organization: number, name: name, redirectURIs: redirectURI, isPublic: isPublic)
            }
            var answer = JSONObject([("client_id", .string(made.client.id))])
            if let secret = made.secret { answer.append("client_secret", .string(secret.text)) }
            print(JSON.object(answer).text)
        }
    }

    struct List: AsyncParsableCommand {
        static let configuration: CommandConfiguration = CommandConfiguration(abstract: "List the programs.")

        @OptionGroup var installation: InstallationOptions

        func run() async throws {
            for client in try await installation.settings().withStore({
                try await OAuthClients(store: $0).list()
            }) {
                print(
                    "\(client.id)  \(client.isPublic ? "public" : "confidential")  \(client.name)  \(client.redirectURIs.joined(separator: " "))"
                )
            }
        }
    }

    struct Revoke: AsyncParsableCommand {
        static let configuration: CommandConfiguration = CommandConfiguration(
            abstract: "End a program's registration and everything that it was granted.")

        @OptionGroup var installation: InstallationOptions
        @Argument(help: "Its client id.") var id: String

        func run() async throws {
            let isRevoked = try await installation.settings().withStore {
                try await OAuthClients(store: $0).revoke(id)
            }
            guard isRevoked else {
                throw ValidationError("There is no program \(id), or it was revoked before.")
            }
            print("\(id) is revoked")
        }
    }
}
