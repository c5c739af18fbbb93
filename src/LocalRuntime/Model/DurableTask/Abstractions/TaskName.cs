namespace Microsoft.DurableTask;

/// <summary>The name of an orchestrator or activity; compared without regard to case.</summary>
public readonly struct TaskName : IEquatable<TaskName>
{
    /// <summary>Creates a name; null gives the default value.</summary>
    public TaskName(string name) => Name = name;

    /// <summary>The name.</summary>
    public string Name { get; }

    /// <summary>The name as a string.</summary>
    public static implicit operator string(TaskName value) => value.Name;

    /// <summary>The string as a name; null or empty gives the default value.</summary>
    public static implicit operator TaskName(string value) => string.IsNullOrEmpty(value) ? default : new(value);

    /// <summary>Compares two names.</summary>
    public static bool operator ==(TaskName a, TaskName b) => a.Equals(b);

    /// <summary>Compares two names.</summary>
    public static bool operator !=(TaskName a, TaskName b) => !a.Equals(b);

    /// <inheritdoc />
    public bool Equals(TaskName other) => string.Equals(Name, other.Name, StringComparison.OrdinalIgnoreCase);

    /// <inheritdoc />
    public override bool Equals(object? obj) => obj is TaskName other && Equals(other);

    /// <inheritdoc />
    public override int GetHashCode() => StringComparer.OrdinalIgnoreCase.GetHashCode(Name);

    /// <inheritdoc />
    public override string ToString() => Name;
}
