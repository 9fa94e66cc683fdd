package import AjarResource
package import AjarStore
package import Logging
package import ServiceLifecycle

extension CRM {
    /// Who does what is promised in jobs.
    package static func workers(
        _ engine: Engine, _ installation: Installation, _ policy: SendPolicy, crash: CrashPoint = .never
    ) -> Workers {
        var workers = Workers()
        let sender = Sender(engine: engine, installation: installation, policy: policy, crash: crash)
        workers.register(SendEmail.self) { job, claimed in try await sender.perform(job, claimed) }
        let rewriter = CustomFieldRewriter(engine: engine)
        workers.register(CustomFieldJob.self) { job, claimed in try await rewriter.perform(job, claimed) }
        let importer = LeadImporter(engine: engine, files: installation.files)
        workers.register(ImportLeads.self) { job, claimed in try await importer.perform(job, claimed) }
        let hooks = WebhookSender(
            engine: engine,
            caller: WebhookCaller(egress: installation.egress, trustRoots: installation.trustRoots))
        workers.register(DeliverWebhook.self) { job, claimed in try await hooks.perform(job, claimed) }
        workers.register(ResumeWebhook.self) { job, claimed in try await hooks.resume(job, claimed) }
        return workers
    }

    /// Everything that runs beside the server: a runner per queue, and what keeps the queue healthy.
    package static func services(
        _ engine: Engine, _ installation: Installation, _ workers: Workers,
        mailboxes: MailboxSettings = MailboxSettings(), logger: Logger
    ) -> [any Service] {
        var services: [any Service] = [
            Rescuer(store: engine.store, logger: logger), Pruner(store: engine.store, logger: logger),
        ]
        services.append(EventSweep(store: engine.store, logger: logger))
        services.append(
            MailboxWatchers(engine: engine, installation: installation, settings: mailboxes, logger: logger))
        for queue in workers.queues.sorted() {
            var options = Runner.Options()
            // These wait for servers of others more than they work. One that stalls holds a lane of them,
            // never all.
            if [SendEmail.queue, DeliverWebhook.queue].contains(queue) {
                options.concurrency = 128
                options.laneWidth = 8...32
            }
            services.append(
                Runner(store: engine.store, queue: queue, workers: workers, options: options, logger: logger))
        }
        return services
    }
}
