import AjarCRM
import AjarCore
import ArgumentParser

/// `ajar api-key …`
struct APIKeyCommand: AsyncParsableCommand {
    static let configuration: CommandConfiguration = CommandConfiguration(
        commandName: "api-key", abstract: "Create, list and revoke API keys.",
        subcommands: [Create.self, List.self, Revoke.self])

    struct Create: AsyncParsableCommand {
        static let configuration: CommandConfiguration = CommandConfiguration(
            abstract: "Create a key; it is shown this once.")

        @OptionGroup var installation: InstallationOptions
        @Option(help: "The user who acts with the key.") var email: String
        @Option(help: "What the key is for.") var name = "Key"
        @Option(help: "The id of the organization, if the user is in several.") var organization: String?

        func run() async throws {
            let key = try await installation.settings().withStore { store in
                try await Keys(store: store).create(email: email, name: name, organizationID: organization)
            }
            guard let key else { throw ValidationError("Nobody here has the e-mail address \(email).") }
            print(JSON.object(JSONObject([("id", .string(key.id)), ("api_key", .string(key.text))])).text)
        }
    }

    struct List: AsyncParsableCommand {
        static let configuration: CommandConfiguration = CommandConfiguration(
            abstract: "List the keys, without their secrets.")

        @OptionGroup var installation: InstallationOptions

        func run() async throws {
            for key in try await installation.settings().withStore({ try await Keys(store: $0).list() }) {
                print(
                    "\(key.id)  \(key.created.text().prefix(10))  \(key.organizationID)  \(key.email)  \(key.name)"
                )
            }
        }
    }

    struct Revoke: AsyncParsableCommand {
        static let configuration: CommandConfiguration = CommandConfiguration(abstract: "End a key for good.")

        @OptionGroup var installation: InstallationOptions
        @Argument(help: "The part of the key before the dot.") var id: String

        func run() async throws {
            // The whole key may be what somebody has at hand.
            let id = String(id.prefix { $0 != "." })
            let isRevoked = try await installation.settings().withStore {
                try await Keys(store: $0).revoke(id)
            }
            guard isRevoked else { throw ValidationError("There is no key \(id), or it was revoked before.") }
            print("\(id) is revoked")
        }
    }
}
