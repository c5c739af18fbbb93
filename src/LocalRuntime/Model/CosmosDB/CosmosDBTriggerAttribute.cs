using Microsoft.Azure.Functions.Worker.Extensions.Abstractions;

namespace Microsoft.Azure.Functions.Worker;

/// <summary>Marks the parameter of a function that receives the changes of a container.</summary>
public sealed class CosmosDBTriggerAttribute : TriggerBindingAttribute
{
    /// <summary>The changes of a container.</summary>
    /// <param name="databaseName">The database, or <c>%Name%</c> for a setting's value.</param>
    /// <param name="containerName">The container, or <c>%Name%</c> for a setting's value.</param>
    public CosmosDBTriggerAttribute(string databaseName, string containerName)
    {
        if (string.IsNullOrWhiteSpace(containerName))
        {
            throw new ArgumentException("Missing information for the container to monitor", nameof(containerName));
        }

        if (string.IsNullOrWhiteSpace(databaseName))
        {
            throw new ArgumentException("Missing information for the container to monitor", nameof(databaseName));
        }

        ContainerName = containerName;
        DatabaseName = databaseName;
    }

    /// <summary>The container.</summary>
    public string ContainerName { get; private set; }

    /// <summary>The database.</summary>
    public string DatabaseName { get; private set; }

    /// <summary>The name of the setting with the connection.</summary>
    public string? Connection { get; set; }

    /// <summary>The container of the leases; null for <c>leases</c>.</summary>
    public string? LeaseContainerName { get; set; }

    /// <summary>True to create the container of the leases when it is missing.</summary>
    public bool CreateLeaseContainerIfNotExists { get; set; }

    /// <summary>Distinguishes the leases of functions that share a container of leases.</summary>
    public string? LeaseContainerPrefix { get; set; }

    /// <summary>Milliseconds between polls when there was nothing new; 0 for 5,000.</summary>
    public int FeedPollDelay { get; set; }

    /// <summary>The most documents in an invocation; 0 for no limit of the function's own.</summary>
    public int MaxItemsPerInvocation { get; set; }

    /// <summary>True to start with the container's first change, false with the changes after the first start.</summary>
    public bool StartFromBeginning { get; set; }
}
