select f.preferences, f.insights, f.turns, f.vectors,
    {schema}.keep_result($1, int8send(f.preferences) || int8send(f.insights) || int8send(f.turns) || int8send(f.vectors))
from {schema}.forget_user($2) f
