using System.Numerics;

namespace CryptoVault.Accounts;

/// <summary>A set of roles.</summary>
/// <param name="Bits">One bit per role.</param>
public readonly record struct RoleSet(int Bits)
{
    /// <summary>No role.</summary>
    public static RoleSet None => default;

    /// <summary>How many roles it has.</summary>
    public int Count => BitOperations.PopCount((uint)Bits);

    /// <summary>A set of the roles.</summary>
    public static RoleSet Of(params ReadOnlySpan<Role> roles)
    {
        var bits = 0;
        foreach (var role in roles)
        {
            bits |= 1 << (int)role;
        }

        return new RoleSet(bits);
    }

    /// <summary>The set of the named roles; names that are not known are left out.</summary>
    public static RoleSet OfNames(IEnumerable<string> names)
    {
        var set = None;
        foreach (var name in names)
        {
            set = RoleNames.Find(name) is { } role ? set.With(role) : set;
        }

        return set;
    }

    /// <summary>True when a role is in the set that only staff have.</summary>
    public bool IsStaff => Without(Role.Customer).Count > 0;

    /// <summary>True when the role is in the set.</summary>
    public bool Has(Role role) => (Bits & (1 << (int)role)) != 0;

    /// <summary>True when a role is in both sets.</summary>
    public bool Overlaps(RoleSet other) => (Bits & other.Bits) != 0;

    /// <summary>The set with the role.</summary>
    public RoleSet With(Role role) => new(Bits | (1 << (int)role));

    /// <summary>The set without the role.</summary>
    public RoleSet Without(Role role) => new(Bits & ~(1 << (int)role));

    /// <summary>The roles' names, in the order of <see cref="Role"/>.</summary>
    public IReadOnlyList<string> ToNames()
    {
        var names = new List<string>(Count);
        for (var i = 0; i < RoleNames.All.Count; i++)
        {
            if ((Bits & (1 << i)) != 0)
            {
                names.Add(RoleNames.All[i]);
            }
        }

        return names;
    }

    /// <inheritdoc />
    public override string ToString() => string.Join(' ', ToNames());
}
