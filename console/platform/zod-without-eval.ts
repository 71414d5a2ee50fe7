import * as z from 'zod';

// zod asks once whether it may compile code; under our content policy the very question is a reported violation.
z.config({ jitless: true });
