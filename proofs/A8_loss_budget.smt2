; A8  Charges against a refilling budget: in any window of its length T they add up to at most twice the budget.
;
; level starts at most full; after dt seconds it is min(beta, level + beta * dt / T); a charge is at most the level. The measure
; spent + level - refill is shown not to grow at a step, so by induction a window spends at most level + beta <= 2 beta.

(declare-const beta Real) (declare-const T Real) (declare-const level Real) (declare-const dt Real) (declare-const charge Real)
(declare-const spent Real) (declare-const elapsed Real)
(assert (and (> beta 0.0) (> T 0.0) (>= level 0.0) (<= level beta) (>= dt 0.0) (>= charge 0.0) (>= spent 0.0) (>= elapsed 0.0)))
(define-fun refilled () Real (ite (< (+ (* level T) (* beta dt)) (* beta T)) (+ level (/ (* beta dt) T)) beta))
(define-fun bounded ((s Real) (l Real) (t Real)) Bool (<= (* (+ s l) T) (+ (* beta T) (* beta t))))

(echo "lemma: a step keeps spent + level <= beta + beta * elapsed / T")
(push) (assert (bounded spent level elapsed)) (assert (<= charge refilled))
(assert (not (bounded (+ spent charge) (- refilled charge) (+ elapsed dt)))) (check-sat) (pop)

(echo "lemma: a step keeps the level between empty and full")
(push) (assert (<= charge refilled)) (assert (or (< (- refilled charge) 0.0) (> (- refilled charge) beta))) (check-sat) (pop)

(echo "lemma: hence a window of length T spends at most twice the budget")
(push) (assert (bounded spent level elapsed)) (assert (<= elapsed T)) (assert (> spent (* 2.0 beta))) (check-sat) (pop)

(echo "mutant: the bucket alone does not hold a window to one budget")
(push) (assert (bounded spent level elapsed)) (assert (<= elapsed T)) (assert (> spent beta)) (check-sat) (pop)

(echo "mutant: a refill to full at every charge")
(push) (assert (bounded spent level elapsed)) (assert (<= charge beta))
(assert (not (bounded (+ spent charge) (- beta charge) (+ elapsed dt)))) (check-sat) (pop)
