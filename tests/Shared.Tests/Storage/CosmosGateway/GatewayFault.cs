namespace CryptoVault.Storage.CosmosGateway;

/// <summary>What can happen to a request on its way.</summary>
public enum GatewayFault
{
    None,
    /// <summary>429 with x-ms-retry-after-ms: nothing is done.</summary>
    Throttled,
    /// <summary>449: a conflict inside the service; nothing is done.</summary>
    RetryWith,
    /// <summary>503 before the write landed.</summary>
    UnavailableBefore,
    /// <summary>503 after the write landed.</summary>
    UnavailableAfter,
    /// <summary>No answer; the write did not land.</summary>
    TimeoutBefore,
    /// <summary>No answer; the write landed.</summary>
    TimeoutAfter,
    /// <summary>The connection breaks; the write did not land.</summary>
    BrokenBefore,
    /// <summary>The connection breaks; the write landed.</summary>
    BrokenAfter,
    /// <summary>408 after the write landed.</summary>
    RequestTimeoutAfter,
    /// <summary>403: the credentials do not suffice; nothing is done.</summary>
    Forbidden,
}
