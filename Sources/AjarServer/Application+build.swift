package import AjarCRM
import AjarCore
import AjarMail
package import AjarResource
package import AjarStore
package import Logging
import ServiceLifecycle
package import UnixSignals

/// Ajar, put together: what `ajar serve` runs, and what tests start.
package struct Ajar: Sendable {
    package let configuration: ServerConfiguration
    package let store: Store
    package let installation: Installation
    package let engine: Engine
    package let front: Front
    package let callerCache: CallerCache
    package let logger: Logger
    let workers: Workers
    let sandbox: Sandbox?
    let mailDoor: MailDoor?

    /// Opens the database, brings it up to date, and wires everything; nothing runs yet.
    package static func build(_ configuration: ServerConfiguration) async throws -> Ajar {
        var logger = Logger(label: "ajar")
        logger.logLevel = configuration.logLevel
        let store = try await openStore(configuration)
        do {
            let applied = try await migrate(store)
            if !applied.isEmpty {
                logger.notice("database migrated", metadata: ["migrations": "\(applied.count)"])
            }
            return try Ajar(configuration, store, logger)
        } catch {
            await store.close()
            throw error
        }
    }

    /// Brings the schema up to date; the ids of what was applied.
    @discardableResult
    package static func migrate(_ store: Store) async throws -> [String] {
        try await Migrator(store).migrate(Migrations.all())
    }

    /// The database for a command, which may run beside a server: brought up to date when nobody else has it,
    /// and refused when the server that has it is of another version.
    package static func openStoreForCommand(_ configuration: ServerConfiguration) async throws -> Store {
        let store: Store
        do {
            store = try await openStore(configuration)
        } catch StoreError.inUse {
            store = try await openStore(configuration, isGuest: true)
            guard try await Migrator(store).pending(Migrations.all()).isEmpty else {
                await store.close()
                throw AjarError.unavailable(
                    "The server that runs is of an older version than this command; restart it first.")
            }
            return store
        }
        do {
            try await migrate(store)
            return store
        } catch {
            await store.close()
            throw error
        }
    }

    /// The database of an installation, as it is. Its folder is made when it isn't there.
    package static func openStore(
        _ configuration: ServerConfiguration, isGuest: Bool = false
    ) async throws -> Store {
        try DataFolder(configuration.dataFolder).prepare()
        if let url = configuration.database {
            var options = PostgresDriver.Options(url: url)
            options.schema = configuration.schema
            let driver = try await PostgresDriver.open(options)
            return Store(driver: driver, environs: configuration.environs)
        }
        var options = SQLiteDriver.Options()
        options.isDurable = configuration.isDurable
        options.isGuest = isGuest
        let driver = try SQLiteDriver.open(path: configuration.databaseFile, options: options)
        return Store(driver: driver, environs: configuration.environs)
    }

    /// The installation that a configuration describes, with its secrets and its files.
    package static func installation(
        _ configuration: ServerConfiguration, _ store: Store
    ) throws -> Installation {
        let secrets = try SecretBox(keyFile: configuration.keyFile, random: configuration.environs.random)
        return Installation(
            baseURL: configuration.effectiveBaseURL, secrets: secrets,
            files: FileStore(folder: configuration.filesFolder, secrets: secrets, store: store),
            relay: Relay(), egress: Egress(allow: configuration.egressAllow), trustRoots: configuration.caFile
        )
    }

    private init(_ configuration: ServerConfiguration, _ store: Store, _ logger: Logger) throws {
        let installation = try Self.installation(configuration, store)
        let engine = Engine(store: store, resources: CRM.resources(installation))
        let cache = CallerCache()
        let sandbox = configuration.isSandboxOn ? Sandbox(store: store, logger: logger) : nil
        let policy = SendPolicy(firstRetry: .seconds(configuration.retryFirst))
        workers = CRM.workers(engine, installation, policy, crash: configuration.crash)
        front = try Front(
            configuration: configuration, engine: engine, installation: installation, cache: cache,
            sandbox: sandbox,
            logger: logger)
        self.configuration = configuration
        self.store = store
        self.installation = installation
        self.engine = engine
        self.callerCache = cache
        self.sandbox = sandbox
        mailDoor = configuration.lmtp.map { address in
            MailDoor(address, LeadsEmail(engine, crash: configuration.crash, logger: logger), logger: logger)
        }
        self.logger = logger
    }

    /// Serves until the process is told to stop: requests under way are answered, jobs end or are handed
    /// back.
    package func run(
        signals: [UnixSignal] = [.sigterm, .sigint], onListening: @escaping @Sendable (Int) -> Void = { _ in }
    ) async throws {
        try await sandbox?.start()
        try await mailDoor?.start()
        // What a process that died left running is ours to finish, now.
        try await store.adoptOrphans()
        // Stopped from the last to the first: first nothing new is let in, then the workers end.
        var services: [any Service] = CRM.services(
            engine, installation, workers, mailboxes: mailboxes, logger: logger)
        services.append(Sweeper(store: store, logger: logger))
        if let sandbox { services.append(sandbox) }
        if let mailDoor { services.append(mailDoor) }
        services.append(
            HTTPServer(
                front: front, address: configuration.listen, socket: configuration.listeningSocket,
                logger: quiet
            ) { [logger, configuration] port in
                let address = ListenAddress(host: configuration.listen.host, port: port)
                logger.notice("listening", metadata: ["address": "\(address)"])
                onListening(port)
            })
        var group = ServiceGroupConfiguration(
            services: services.map(NamedService.init), gracefulShutdownSignals: signals, logger: quiet)
        group.maximumGracefulShutdownDuration = .seconds(30)
        group.maximumCancellationDuration = .seconds(5)
        let result: Result<Void, any Error>
        do {
            try await ServiceGroup(configuration: group).run()
            result = .success(())
        } catch {
            result = .failure(error)
        }
        await close()
        try result.get()
    }

    /// Where mail is handed over to us; nil until it is.
    package var lmtpPort: Int? { mailDoor?.port }

    private var mailboxes: MailboxSettings {
        var settings = MailboxSettings()
        settings.pollEvery = .seconds(configuration.pollMailboxes)
        return settings
    }

    /// Lets go of the database and of the mail servers. `run` does it by itself.
    package func close() async {
        await installation.relay.close()
        await store.close()
    }

    /// The libraries' own words about their lives are of no use to the operator.
    private var quiet: Logger {
        var quiet = logger
        quiet.logLevel = max(logger.logLevel, .warning)
        return quiet
    }
}
