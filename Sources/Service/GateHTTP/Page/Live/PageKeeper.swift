public import ServiceLifecycle

/// Keeps the pages of running rollouts ready, so that the first to open one is served as fast as the others.
public struct PageKeeper: Service {
    let pages: PageStore

    /// Reads ahead until it is cancelled or asked to shut down.
    public func run() async {
        await cancelWhenGracefulShutdown { await pages.keepUp() }
    }
}
