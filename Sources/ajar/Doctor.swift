import ArgumentParser

struct Doctor: AsyncParsableCommand {
    static let configuration: CommandConfiguration = CommandConfiguration(abstract: "Look at the installation and say what is wrong.")
    @OptionGroup var installation: InstallationOptions
    func run() async throws {}
}
